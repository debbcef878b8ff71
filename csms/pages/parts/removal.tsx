import type { UseMutationResult } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { Confirmation } from "./dialog";
import { useShowProblem } from "./problem";

interface RemovalProps<Id> {
	/** What is asked; null: nothing. */
	title: string | null;
	/** What follows from it. */
	words: string;
	/** The button that does it. */
	action: string;
	removal: UseMutationResult<unknown, Error, Id>;
	id: Id;
	/** The page to go to, since this one is about what is gone. */
	next: string;
	onClose: () => void;
}

/** Asks before what a page is about is removed, and leaves the page. */
export function Removal<Id>({ title, words, action, removal, id, next, onClose }: RemovalProps<Id>) {
	const navigate = useNavigate();
	const showProblem = useShowProblem();
	const remove = () =>
		removal.mutate(id, {
			onSuccess: () => navigate(next),
			onError: (error) => {
				onClose();
				showProblem(error);
			},
		});
	return (
		<Confirmation {...{ title, words, action, onClose }} loading={removal.isPending} onConfirm={remove} />
	);
}
