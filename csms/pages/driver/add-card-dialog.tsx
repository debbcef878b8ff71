import { Button, Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import type { OwnIdTag } from "../../api/schemas/me";
import { type FieldProblem, PRINTABLE_ID } from "../account/fields";
import { ApiProblem } from "../api/client";
import { useAddIdTag } from "../api/own";
import { ProblemAlert } from "../parts/problem";

/** Characters of what a driver calls a card. */
export const MOST_OF_LABEL = 40;

interface AddCardDialogProps {
	opened: boolean;
	onClose: () => void;
	onAdded: (card: OwnIdTag) => void;
}

/** Adds a card by its number, or a number without a card. */
export function AddCardDialog({ opened, onClose, onAdded }: AddCardDialogProps) {
	const { t } = useTranslation();
	const add = useAddIdTag();
	const form = useForm({
		initialValues: { idTag: "", label: "" },
		validate: {
			idTag: (idTag): FieldProblem | null => (PRINTABLE_ID.test(idTag.trim()) ? null : "idTagInvalid"),
		},
	});
	const error = form.errors.idTag as FieldProblem | undefined;
	const isTaken = add.error instanceof ApiProblem && add.error.status === 409;
	const close = () => {
		form.reset();
		add.reset();
		onClose();
	};
	const submit = ({ idTag, label }: typeof form.values) =>
		add.mutate(
			{
				...(idTag.trim() === "" ? {} : { idTag: idTag.trim() }),
				...(label.trim() === "" ? {} : { label: label.trim() }),
			},
			{
				onSuccess: (card) => {
					onAdded(card);
					close();
				},
				onError: (problem) => {
					if (problem instanceof ApiProblem && problem.status === 409)
						form.setFieldError("idTag", "idTagTaken");
				},
			},
		);
	return (
		<Modal
			opened={opened}
			onClose={close}
			title={t("ownCards.add")}
			centered
			closeButtonProps={{ "aria-label": t("page.close") }}
		>
			<form noValidate onSubmit={form.onSubmit(submit)}>
				<Stack>
					<TextInput
						size="md"
						label={t("ownCards.idTag")}
						description={t("ownCards.idTagWords")}
						autoComplete="off"
						autoCapitalize="none"
						spellCheck={false}
						maxLength={20}
						data-autofocus
						{...form.getInputProps("idTag")}
						error={error && t(`fieldProblem.${error}`)}
					/>
					<TextInput
						size="md"
						label={t("ownCards.label")}
						description={t("ownCards.labelWords")}
						maxLength={MOST_OF_LABEL}
						{...form.getInputProps("label")}
					/>
					{add.error && !isTaken && <ProblemAlert error={add.error} />}
					<Button type="submit" size="md" loading={add.isPending}>
						{t("ownCards.addNow")}
					</Button>
				</Stack>
			</form>
		</Modal>
	);
}
