import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import type { Field } from "./form-fields";

type Values = Record<string, string | number>;

/** Looks up texts whose names are made of what OCPP says; undefined where there is none. */
export function useWords(): (key: string, values?: Values) => string | undefined {
	const { t, i18n } = useTranslation();
	return useCallback(
		(key, values = {}) => (i18n.exists(key) ? t(key as "command.title", values) : undefined),
		[t, i18n],
	);
}

/** The names and meanings of a field and of its choices. */
export function useFieldWords() {
	const words = useWords();
	return {
		label: (field: Field) => words(`parameter.${nameOf(field)}`) ?? field.name,
		description: (field: Field) => words(`parameterWords.${nameOf(field)}`),
		choice: (field: Field, choice: string) => words(`choice.${nameOf(field)}.${choice}`) ?? choice,
		choiceWords: (field: Field, choice: string) => words(`choiceWords.${nameOf(field)}.${choice}`),
	};
}

function nameOf({ name, hint }: Field): string {
	return hint.named ?? name;
}
