import type { Visit } from '../../site/visit.ts'
import { Choose, Field, TextField, Token } from '../../ui/forms.tsx'
import type { Operation, Parameter } from '../everyone/api-document.ts'
import { tagText } from '../everyone/interfaces.tsx'
import { type ConsoleData, consolePath } from './console.tsx'
import { fieldOf, keyOf } from './console-call.ts'

/** Which interface is to be called. */
export function ChooseCall({ data, visit }: { data: ConsoleData; visit: Visit }) {
  const { t } = visit
  const chosen = data.operation && keyOf(data.operation)
  return (
    <form class="ask" method="get" action={consolePath(data.app.id)}>
      <Field id="call" label={t('console.call')}>
        <select id="call" name="call">
          {data.groups.map(({ tag, operations }) => (
            <optgroup key={tag} label={tagText(tag, visit)}>
              {operations.map((one) => (
                <option key={keyOf(one)} value={keyOf(one)} selected={keyOf(one) === chosen}>
                  {keyOf(one)}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </Field>
      <button class="second" type="submit">
        {t('console.choose')}
      </button>
    </form>
  )
}

/** What the call is filled with. */
export function CallForm({ data, operation, visit }: { data: ConsoleData; operation: Operation; visit: Visit }) {
  const { t } = visit
  const { method, summary, parameters } = operation
  const fields = parameters.filter((one) => one.in === 'path' || one.in === 'query')
  return (
    <form class="card" method="post" action={consolePath(data.app.id)}>
      <h2>
        <code>{keyOf(operation)}</code>
      </h2>
      {summary !== '' && <p lang="en">{summary}</p>}
      <Token visit={visit} />
      <input type="hidden" name="call" value={keyOf(operation)} />
      {fields.map((one) => (
        <ParameterField key={fieldOf(one)} parameter={one} given={data.given[fieldOf(one)]} visit={visit} />
      ))}
      {method !== 'GET' && (
        <Field id="body" label={t('console.body')}>
          <textarea id="body" name="body" rows={8} maxLength={100_000} spellcheck={false}>
            {data.body}
          </textarea>
        </Field>
      )}
      <div>
        <button type="submit">{t('console.send')}</button>
      </div>
    </form>
  )
}

type FieldProps = { readonly parameter: Parameter; readonly given: string | undefined; readonly visit: Visit }

function ParameterField({ parameter, given, visit }: FieldProps) {
  const { t } = visit
  const id = fieldOf(parameter).replace('.', '-')
  const isNeeded = parameter.in === 'path' || parameter.isRequired
  const label = isNeeded ? `${parameter.name} (${t('api.required')})` : parameter.name
  const hint = parameter.description === undefined ? {} : { hint: parameter.description }
  const name = fieldOf(parameter)
  if (parameter.choices.length === 0)
    return <TextField id={id} name={name} label={label} {...hint} value={given ?? ''} isNeeded={isNeeded} />
  const options = [{ value: '', text: '—' }, ...parameter.choices.map((value) => ({ value, text: value }))]
  return <Choose id={id} name={name} label={label} {...hint} value={given ?? ''} options={options} />
}
