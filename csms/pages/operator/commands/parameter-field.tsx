import {
	Autocomplete,
	Button,
	Card,
	Fieldset,
	Group,
	NumberInput,
	Radio,
	Select,
	Stack,
	Switch,
	TagsInput,
	Text,
	Textarea,
	TextInput,
} from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { mdiDeleteOutline, mdiPlus } from "@mdi/js";
import { useTranslation } from "react-i18next";
import { MomentField } from "../../parts/moment-field";
import { Icon } from "../../shared/icon";
import { type Choice, type Choices, ConnectorField, useChoices } from "./choices";
import {
	type Field,
	type FormValue,
	type FormValues,
	initialItem,
	initialValues,
	type ListField,
	type ObjectField,
} from "./form-fields";
import { useFieldWords } from "./parameter-words";

/** Choices that are told apart by more than a word are offered one below the other. */
const MOST_RADIOS = 3;

export type CommandFormReturn = UseFormReturnType<FormValues>;

interface FieldProps {
	field: Field;
	/** Where the value is within the form. */
	path: string;
	form: CommandFormReturn;
	choices: Choices;
}

/** The parameters of a command, one below the other. */
export function ParameterFields({
	fields,
	path = "",
	form,
	identity,
}: {
	fields: readonly Field[];
	path?: string;
	form: CommandFormReturn;
	identity: string;
}) {
	const choices = useChoices(identity);
	return fields.map((field) => (
		<ParameterField key={field.name} field={field} path={path + field.name} form={form} choices={choices} />
	));
}

function ParameterField(props: FieldProps) {
	const { field, path, form, choices } = props;
	const words = useFieldWords();
	if (field.kind === "object") return <ObjectParameter {...props} field={field} />;
	if (field.kind === "list") return <ListParameter {...props} field={field} />;
	const input = form.getInputProps(path);
	const value = String(input.value ?? "");
	const common = {
		label: words.label(field),
		description: words.description(field),
		required: field.required && !field.hint.mayBeEmpty,
		error: input.error,
		value,
	};
	const onText = (text: string | null) => input.onChange(text ?? "");
	switch (field.kind) {
		case "choice":
			return <ChoiceParameter field={field} common={common} onChange={onText} />;
		case "dateTime":
			return <MomentField {...common} clearable={!field.required} onChange={onText} />;
		case "integer":
		case "decimal": {
			const { source, min } = field.hint;
			if (source === "connector") {
				return (
					<ConnectorField {...common} least={min ?? 0} connectors={choices.connectors} onChange={onText} />
				);
			}
			if (source) return <Suggestions {...common} choices={choices.of(source)} onChange={onText} />;
			return (
				<NumberInput
					{...common}
					min={min}
					allowDecimal={field.kind === "decimal"}
					decimalScale={1}
					clampBehavior="none"
					onChange={(number) => onText(String(number))}
				/>
			);
		}
		default: {
			const { source, rows, format } = field.hint;
			if (source) return <Suggestions {...common} choices={choices.of(source)} onChange={onText} />;
			const onChange = (event: { currentTarget: { value: string } }) => onText(event.currentTarget.value);
			const ff = format ? "monospace" : undefined;
			if (rows) {
				return (
					<Textarea
						{...common}
						rows={rows}
						spellCheck={false}
						styles={{ input: { fontFamily: ff } }}
						onChange={onChange}
					/>
				);
			}
			return <TextInput {...common} autoComplete="off" onChange={onChange} />;
		}
	}
}

interface CommonProps {
	label: string;
	description: string | undefined;
	required: boolean;
	error: unknown;
	value: string;
}

function ChoiceParameter({
	field,
	common,
	onChange,
}: {
	field: Extract<Field, { kind: "choice" }>;
	common: CommonProps;
	onChange: (value: string | null) => void;
}) {
	const { t } = useTranslation();
	const words = useFieldWords();
	const { error, ...rest } = common;
	if (field.required && field.choices.length <= MOST_RADIOS) {
		return (
			<Radio.Group {...rest} error={error as string} onChange={onChange}>
				<Stack gap="xs" mt="xs">
					{field.choices.map((choice) => (
						<Radio
							key={choice}
							value={choice}
							label={words.choice(field, choice)}
							description={words.choiceWords(field, choice)}
						/>
					))}
				</Stack>
			</Radio.Group>
		);
	}
	return (
		<Select
			{...rest}
			error={error as string}
			value={common.value || null}
			placeholder={field.required ? t("field.choose") : t("field.notGiven")}
			clearable={!field.required}
			allowDeselect={!field.required}
			data={field.choices.map((choice) => ({ value: choice, label: words.choice(field, choice) }))}
			onChange={onChange}
		/>
	);
}

function Suggestions({
	choices,
	error,
	...props
}: CommonProps & { choices: Choice[]; onChange: (value: string) => void }) {
	const words = new Map(choices.map(({ value, words }) => [value, words]));
	return (
		<Autocomplete
			{...props}
			error={error as string}
			autoComplete="off"
			limit={50}
			maxDropdownHeight={260}
			data={[...words.keys()]}
			renderOption={({ option }) => (
				<Group justify="space-between" flex={1} wrap="nowrap" gap="xs">
					<Text size="sm" ff="monospace">
						{option.value}
					</Text>
					<Text size="xs" c="dimmed" ta="end">
						{words.get(option.value)}
					</Text>
				</Group>
			)}
		/>
	);
}

function ObjectParameter({ field, path, form, choices }: FieldProps & { field: ObjectField }) {
	const words = useFieldWords();
	const given = form.getInputProps(path).value !== null;
	const label = words.label(field);
	const fields = given && (
		<Stack gap="sm">
			{field.fields.map((inner) => (
				<ParameterField
					key={inner.name}
					field={inner}
					path={`${path}.${inner.name}`}
					form={form}
					choices={choices}
				/>
			))}
		</Stack>
	);
	if (field.required) return <Fieldset legend={label}>{fields}</Fieldset>;
	return (
		<Stack gap="xs">
			<Switch
				label={label}
				description={words.description(field)}
				checked={given}
				onChange={({ currentTarget: { checked } }) =>
					form.setFieldValue(path, checked ? initialValues(field.fields) : null)
				}
			/>
			{given && <Fieldset legend={label}>{fields}</Fieldset>}
		</Stack>
	);
}

function ListParameter({ field, path, form, choices }: FieldProps & { field: ListField }) {
	const { t } = useTranslation();
	const words = useFieldWords();
	const { value, error } = form.getInputProps(path);
	const items = value as FormValue[];
	const label = words.label(field);
	if (field.item.kind !== "object") {
		return (
			<TagsInput
				label={label}
				description={words.description(field)}
				error={error}
				value={items as string[]}
				splitChars={[",", " "]}
				data={field.hint.source ? choices.of(field.hint.source).map((choice) => choice.value) : []}
				onChange={(tags) => form.setFieldValue(path, tags)}
			/>
		);
	}
	const { fields } = field.item;
	return (
		<Fieldset legend={label}>
			<Stack gap="sm">
				{words.description(field) && (
					<Text size="xs" c="dimmed">
						{words.description(field)}
					</Text>
				)}
				{items.map((_, index) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: entries have no other name than their place
					<Card key={index} withBorder padding="sm" role="group" aria-label={`${label} ${index + 1}`}>
						<Stack gap="sm">
							{fields.map((inner) => (
								<ParameterField
									key={inner.name}
									field={inner}
									path={`${path}.${index}.${inner.name}`}
									form={form}
									choices={choices}
								/>
							))}
							<Button
								variant="subtle"
								color="red"
								size="xs"
								w="fit-content"
								leftSection={<Icon path={mdiDeleteOutline} size={16} />}
								onClick={() => form.removeListItem(path, index)}
							>
								{t("field.remove", { number: index + 1 })}
							</Button>
						</Stack>
					</Card>
				))}
				{error && (
					<Text size="xs" c="var(--mantine-color-error)">
						{error}
					</Text>
				)}
				<Button
					variant="default"
					size="xs"
					w="fit-content"
					leftSection={<Icon path={mdiPlus} size={16} />}
					onClick={() => form.insertListItem(path, initialItem(field))}
				>
					{t("field.add")}
				</Button>
			</Stack>
		</Fieldset>
	);
}
