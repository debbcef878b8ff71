import fc from "fast-check";
import { conditions, events, HostileLife, type Event } from "./hostile-life";
const life = fc.tuple(conditions, fc.array(events, { minLength: 50, maxLength: 50 }));
const t=performance.now();
const n=Number(process.argv[2]??20);
let gen=0
function run(given: any, list: Event[]) {
	const one = new HostileLife();
	one.begin(given);
	for (const event of list) one.live(event);
	one.end();
}
function fails(given: any, list: Event[]): any { try { run(given,list); } catch (e) { return e; } }
for (let i=0;i<n;i++) {
	const t0=performance.now();
	const [[given, list]] = fc.sample(life, {numRuns:1, seed: Number(process.argv[3] ?? 1)*1000+i});
	gen+=performance.now()-t0;
	if (fails(given,list)) {
		let l=list;
		for (let size=l.length; size>=1; size=Math.floor(size/2)) for (let at=0; at<l.length;) { const c=l.toSpliced(at,size); if (fails(given,c)) l=c; else at+=size; }
		console.log(i, JSON.stringify(given), fc.stringify(l), fails(given,l).stack.split("\n").slice(0,4).join("\n"));
	}
}
console.log(n*50, performance.now()-t, gen);
