import type { ComponentChildren } from 'preact'
import type { Visit } from '../site/visit.ts'

type FieldProps = { readonly id: string; readonly label: string; readonly hint?: string }

export function Field({ id, label, hint, children }: FieldProps & { children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      {children}
    </div>
  )
}

export function TextField(
  props: FieldProps & {
    name: string
    type?: 'text' | 'search' | 'password' | 'date'
    value?: string
    autocomplete?: string
    inputmode?: 'numeric' | 'tel' | 'email'
    isNeeded?: boolean
    min?: string
    max?: string
  },
) {
  const { id, label, hint, name, type = 'text', value, autocomplete = 'off', inputmode, isNeeded, min, max } = props
  const required = isNeeded || undefined
  const rest = {
    id,
    name,
    value,
    autocomplete,
    inputmode,
    required,
    min,
    max,
    'aria-describedby': hint ? `${id}-hint` : undefined,
  }
  return (
    <Field id={id} label={label} {...(hint !== undefined && { hint })}>
      {type === 'password' && <input type="password" {...rest} />}
      {type === 'search' && <input type="search" {...rest} />}
      {type === 'text' && <input type="text" {...rest} />}
      {type === 'date' && <input type="date" {...rest} />}
    </Field>
  )
}

export type Option = { readonly value: string; readonly text: string }

export function Choose(props: FieldProps & { name: string; value: string | undefined; options: readonly Option[] }) {
  const { id, label, hint, name, value, options } = props
  return (
    <Field id={id} label={label} {...(hint !== undefined && { hint })}>
      <select id={id} name={name} aria-describedby={hint ? `${id}-hint` : undefined}>
        {options.map((option) => (
          <option key={option.value} value={option.value} selected={option.value === (value ?? '')}>
            {option.text}
          </option>
        ))}
      </select>
    </Field>
  )
}

/** A box to tick or a point to choose, with its words beside it. */
export function Tick(props: {
  name: string
  value: string
  text: string
  hint?: string
  type?: 'checkbox' | 'radio'
  isChecked?: boolean
}) {
  const { name, value, text, hint, type = 'checkbox', isChecked } = props
  const id = `${name}-${value}`
  const rest = { id, name, value, checked: isChecked }
  return (
    <div class="pick">
      {type === 'checkbox' ? <input type="checkbox" {...rest} /> : <input type="radio" {...rest} />}
      <label for={id}>
        {text}
        {hint && <span class="hint">{hint}</span>}
      </label>
    </div>
  )
}

/** The token without which a form that changes the server is refused. */
export function Token({ visit }: { visit: Visit }) {
  return <input type="hidden" name="_csrf" value={visit.token ?? ''} />
}
