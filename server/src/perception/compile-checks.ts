import { compileExpression } from './expression.ts'
import type { Row } from './field.ts'
import { because, type Reason } from './mapped.ts'
import type { CheckMapping } from './mapping.ts'

export type Verdict =
  | { readonly ok: true; readonly flags: readonly { readonly flag: string; readonly attributes: readonly string[] }[] }
  | Reason

const unflagged: Verdict = { ok: true, flags: [] }

/** Asks every check about a row, in their order: the first that refuses ends it. */
export function compileChecks(checks: readonly CheckMapping[]): (row: Row) => Promise<Verdict> {
  if (checks.length === 0) return async () => unflagged
  const all = checks.map((check) => ({ ...check, strikes: compileExpression(check.when) }))
  return async (row) => {
    const flags: { flag: string; attributes: readonly string[] }[] = []
    for (const { when, refuse, flag, attributes = [], strikes } of all) {
      const field = await strikes(row)
      if (!field.ok) return field
      if (field.value !== true) continue
      if (refuse !== undefined) return because(refuse, when)
      if (flag !== undefined) flags.push({ flag, attributes })
    }
    return flags.length === 0 ? unflagged : { ok: true, flags }
  }
}
