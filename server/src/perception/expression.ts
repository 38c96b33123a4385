import jsonata from 'jsonata'
import type { Field, Row } from './field.ts'
import { because } from './mapped.ts'

export type Evaluate = (row: Row) => Field | Promise<Field>

/** A JSONata expression over a row. What it cannot compute, for example the sum of a text, is a reason. */
export function compileExpression(source: string): (row: Row) => Promise<Field> {
  const expression = jsonata(source)
  return async (row) => {
    try {
      return { ok: true, value: await expression.evaluate(row) }
    } catch (error) {
      return because('expression-failed', `${source}: ${(error as { message: string }).message}`)
    }
  }
}
