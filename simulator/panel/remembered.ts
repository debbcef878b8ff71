import { useState } from "react";

/**
 * A value that the control API takes but does not tell, such as a pressed button: remembered for as
 * long as this browser tab lives.
 */
export function useRemembered<Value>(name: string, initial: Value): [Value, (value: Value) => void] {
	const [value, setValue] = useState<Value>(() => {
		const stored = sessionStorage.getItem(name);
		return stored === null ? initial : JSON.parse(stored);
	});
	return [
		value,
		(fresh) => {
			sessionStorage.setItem(name, JSON.stringify(fresh));
			setValue(fresh);
		},
	];
}
