import { isUtf8 } from 'node:buffer'
import type { Quarantined } from './quarantine-list.ts'

type Whole = Quarantined & { readonly payload: Buffer }

const columns = [
  'id',
  'at',
  'lastAt',
  'times',
  'source',
  'device',
  'topic',
  'mapping',
  'import',
  'line',
  'state',
  'reason',
  'detail',
] as const

/** One JSON object a line; the bytes as text where they are UTF-8, else in base64. */
export async function* toNdjson(rows: AsyncIterable<Whole>): AsyncGenerator<string> {
  for await (const { payload, excerpt: _excerpt, ...row } of rows) yield `${JSON.stringify({ ...row, ...written(payload) })}\n`
}

/** The same as a table (RFC 4180). */
export async function* toCsv(rows: AsyncIterable<Whole>): AsyncGenerator<string> {
  yield `${[...columns, 'payload', 'payloadBase64'].join()}\r\n`
  for await (const row of rows) {
    const { payload = '', payloadBase64 = '' } = written(row.payload)
    const fields = columns.map((column) =>
      row[column] instanceof Date ? (row[column] as Date).toISOString() : (row[column] ?? ''),
    )
    yield `${[...fields, payload, payloadBase64].map(quote).join()}\r\n`
  }
}

const written = (payload: Buffer): { payload?: string; payloadBase64?: string } =>
  isUtf8(payload) ? { payload: payload.toString('utf8') } : { payloadBase64: payload.toString('base64') }

function quote(value: unknown): string {
  const text = String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
