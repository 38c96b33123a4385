import type { Row } from './field.ts'
import { because, type Reason } from './mapped.ts'

export type Filled = { readonly ok: true; readonly text: string } | Reason

/** A text with columns in braces; their values are escaped as the part of a URI they become (RFC 3986 §2.1). */
export function compileTemplate(template: string): (row: Row) => Filled {
  const parts = template.split(/\{([^{}]+)\}/)
  return (row) => {
    let text = ''
    for (const [index, part] of parts.entries()) {
      if (index % 2 === 0) {
        text += part
        continue
      }
      const value = row[part]
      if (value === undefined || value === '') return because('no-id', `${part}, which the id needs, is empty`)
      text += encodeURIComponent(String(value))
    }
    return { ok: true, text }
  }
}
