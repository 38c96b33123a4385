import jsonata from 'jsonata'
import type { SourceColumn, SourceSpec, SystemSpec } from '#contract'
import { type Answer, callOut } from '#kernel'
import type { Connection, RawRow } from './source-connection.ts'
import { kindOfAll } from './source-kinds.ts'
import { sourceLimits } from './source-limits.ts'
import { mayBePrivate, type Reach, requireReachable, unreachable } from './source-reach.ts'
import { SourceAway } from './source-trouble.ts'

type Spec = Extract<SystemSpec, { kind: 'http' }>
type Request = Extract<SourceSpec, { kind: 'request' }>
type Row = Readonly<Record<string, unknown>>

/** Requests to one system at a time. */
const atOnce = 4

/** Expressions are written by people of departments, and may have no end: milliseconds, and how deep. */
const bounds = { timeout: 2_000, stack: 500 }

/** An HTTP interface of a department that answers in JSON, one person a request. */
export function connectHttp({ url, header }: Spec, token: string, reach: Reach): Connection {
  const { hostname } = new URL(url)
  const call = (address: string, signal?: AbortSignal): Promise<Answer> => {
    requireReachable(reach, hostname)
    return callOut(address, {
      method: 'GET',
      headers: { accept: 'application/json', ...(token !== '' && { [header]: token }) },
      timeoutMs: sourceLimits.timeoutMs,
      maxBytes: sourceLimits.size,
      allowPrivate: mayBePrivate(reach, hostname),
      ...(signal && { signal }),
    }).catch((cause: Error) => {
      throw away(cause, signal)
    })
  }
  const ask = async (source: Request, identifier: string, signal?: AbortSignal): Promise<readonly Row[]> =>
    rowsIn(await call(addressOf(url, source.path, identifier), signal), source.rows)
  return {
    // What there is to ask for nobody can list; but whether anybody is there, and lets us in, can be seen.
    places: async () => {
      const { status } = await call(url)
      if (status === 401 || status === 403) throw new SourceAway('password-refused')
      return []
    },
    describe: async (source) => describe(await ask(asRequest(source), asRequest(source).example)),
    find: async (source, { identifier, identifiers, fields, signal }) => {
      const found: RawRow[] = []
      for (let at = 0; at < identifiers.length; at += atOnce) {
        const some = identifiers.slice(at, at + atOnce)
        const answers = await Promise.all(some.map((one) => ask(asRequest(source), one, signal)))
        for (const values of answers.flat()) found.push({ values: only(values, [identifier, ...fields]) })
        if (found.length > sourceLimits.rows) break
      }
      return found
    },
    close: async () => undefined,
  }
}

function asRequest(source: SourceSpec): Request {
  if (source.kind !== 'request') throw new Error(`An HTTP interface has no ${source.kind}`)
  return source
}

/** Whatever the identifier is made of, it stays one part of the path or one value of the query. */
function addressOf(base: string, path: string, identifier: string): string {
  const below = base.replace(/\/+$/, '')
  return `${below}/${path.replace(/^\/+/, '').replaceAll('{identifier}', encodeURIComponent(identifier))}`
}

const only = (row: Row, fields: readonly string[]): Row => Object.fromEntries(fields.map((name) => [name, row[name] ?? null]))

/** @throws {SourceAway} */
async function rowsIn({ status, body }: Answer, expression: string): Promise<readonly Row[]> {
  // Who is not known there has no row.
  if (status === 404) return []
  if (status === 401 || status === 403) throw new SourceAway('password-refused')
  if (status !== 200) throw new SourceAway('unreadable', { faults: [{ message: `The system answered with status ${status}.` }] })
  try {
    const found: unknown = await jsonata(expression, bounds).evaluate(JSON.parse(body))
    const rows = (Array.isArray(found) ? [...found] : [found]).filter((row) => row !== undefined && row !== null)
    if (rows.every((row) => typeof row === 'object')) return rows as Row[]
  } catch (cause) {
    throw new SourceAway('unreadable', { cause })
  }
  throw new SourceAway('unreadable', { faults: [{ message: 'What was found in the answer is no row with named fields.' }] })
}

function describe(rows: readonly Row[]): readonly SourceColumn[] {
  if (rows.length === 0)
    throw new SourceAway('not-there', { faults: [{ message: 'There is no row of the made-up person to look at.' }] })
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return names.map((name) => ({ name, kind: kindOfAll(rows.map((row) => row[name])) }))
}

function away(cause: Error, signal?: AbortSignal): SourceAway {
  if (signal?.aborted || cause.name === 'TimeoutError') return new SourceAway('too-slow', { cause })
  if (/larger than/.test(cause.message)) return new SourceAway('unreadable', { cause })
  return unreachable(cause)
}
