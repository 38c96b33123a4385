import { compileColumns, compileSet } from './compile-attributes.ts'
import { compileChecks } from './compile-checks.ts'
import type { Row } from './field.ts'
import { because, type Mapped, type Measured } from './mapped.ts'
import type { Mapping } from './mapping.ts'
import { compileMoment } from './moment.ts'
import { compileTemplate } from './template.ts'

/** Where a record came from and when: what a mapping may need beside the record itself. */
export type Circumstance = {
  /** Milliseconds since 1970 UTC. */
  readonly arrived: number
  /** For rows of a file, the instant of the row before, of the same entity; missing for a record that came alone. */
  readonly previous?: (id: string) => number | undefined
  readonly device?: string
  readonly topic?: string
}

/** Turns a record into an observation, or says why it cannot. Plain columns cost a look-up; only expressions cost JSONata. */
export type MapRecord = (record: Row, circumstance: Circumstance) => Promise<Mapped>

/** @param mapping as `readMapping` accepted it */
export function compileMapping(mapping: Mapping): MapRecord {
  const read = compileColumns(mapping)
  const idOf = compileTemplate(mapping.entity.id)
  const scopeOf = compileTemplate(mapping.entity.scope ?? '')
  const momentOf = compileMoment(mapping.observedAt)
  const check = compileChecks(mapping.checks ?? [])
  const measure = compileSet(mapping.attributes)
  const describe = compileSet(mapping.describes ?? {})

  return async (record, circumstance) => {
    const columns = read(record)
    if (!columns.ok) return columns
    const { row } = columns
    const named = { ...row, $device: circumstance.device, $topic: circumstance.topic }
    const id = idOf(named)
    if (!id.ok) return id
    const scope = scopeOf(named)
    if (!scope.ok) return scope
    const moment = momentOf(record, circumstance, id.text)
    if (!moment.ok) return moment
    const verdict = await check(row)
    if (!verdict.ok) return verdict
    const measured = await measure(row, record, circumstance, { id: id.text, at: moment.at })
    if (!measured.ok) return measured
    if (measured.empty) return because('nothing-measured', 'no attribute has a value')
    const described = await describe(row, record, circumstance, { id: id.text })
    if (!described.ok) return described

    return {
      ok: true,
      observation: {
        id: id.text,
        type: mapping.entity.type,
        ...(scope.text !== '' && { scope: scope.text }),
        observedAt: moment.at,
        attributes: withQuality(measured.attributes, verdict.flags),
        ...(!described.empty && { describes: described.attributes }),
        flags: verdict.flags.map(({ flag }) => flag),
      },
    }
  }
}

type Flag = { readonly flag: string; readonly attributes: readonly string[] }

/** Marks doubtful values as such without changing them; where two checks strike, the first one's word stands. */
function withQuality(measured: Record<string, Measured>, flags: readonly Flag[]): Record<string, Measured> {
  for (const { flag, attributes } of flags) {
    for (const name of attributes) {
      const value = measured[name]
      if (value !== undefined && value.quality === undefined)
        measured[name] = { ...value, quality: { type: 'Property', value: flag } }
    }
  }
  return measured
}
