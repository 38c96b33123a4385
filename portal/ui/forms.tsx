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
  props: FieldProps & { name: string; type?: 'text' | 'search' | 'password'; value?: string; autocomplete?: string },
) {
  const { id, label, hint, name, type = 'text', value, autocomplete = 'off' } = props
  const rest = { id, name, value, autocomplete, 'aria-describedby': hint ? `${id}-hint` : undefined }
  return (
    <Field id={id} label={label} {...(hint !== undefined && { hint })}>
      {type === 'password' && <input type="password" {...rest} />}
      {type === 'search' && <input type="search" {...rest} />}
      {type === 'text' && <input type="text" {...rest} />}
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

/** The token without which a form that changes the server is refused. */
export function Token({ visit }: { visit: Visit }) {
  return <input type="hidden" name="_csrf" value={visit.token ?? ''} />
}
