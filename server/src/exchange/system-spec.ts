import { isIP } from 'node:net'
import type { DatasetFault, SystemSpec } from '#contract'

type Written = Readonly<Record<string, unknown>>
type Read = { readonly ok: true; readonly spec: SystemSpec } | { readonly ok: false; readonly faults: readonly DatasetFault[] }

/** How a system is reached, from what somebody wrote down. */
export function readSystemSpec(written: Written): Read {
  const faults: DatasetFault[] = []
  const take = (field: string, fits: (text: string) => boolean): string => {
    const text = String(written[field] ?? '').trim()
    if (text === '') faults.push({ field, why: 'missing' })
    else if (!fits(text)) faults.push({ field, why: 'wrong' })
    return text
  }
  const spec = readKind(written, take)
  if (spec === undefined) faults.push({ field: 'kind', why: 'wrong' })
  return spec !== undefined && faults.length === 0 ? { ok: true, spec } : { ok: false, faults }
}

type Take = (field: string, fits: (text: string) => boolean) => string

function readKind(written: Written, take: Take): SystemSpec | undefined {
  const { kind } = written
  switch (kind) {
    case 'postgresql':
    case 'mariadb':
      return {
        kind,
        host: take('host', isHost),
        port: Number(take('port', isPort)),
        database: take('database', isName),
        user: take('user', isName),
        tls: written.tls === true || written.tls === 'yes',
      }
    case 'files':
      return { kind, folder: take('folder', isFolder) }
    case 'http':
      return { kind, url: take('url', isAddress), header: take('header', (text) => /^[\w-]{1,60}$/.test(text)) }
    case 'entities':
      return {
        kind,
        types: take('types', (text) => /^[A-Za-z][\w, ]*$/.test(text))
          .split(/[ ,]+/)
          .filter(Boolean),
      }
    default:
      return undefined
  }
}

const isHost = (text: string) => isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text)
const isPort = (text: string) => /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65_536
const isName = (text: string) => text.length <= 128 && !/\p{Cc}/u.test(text)

/** Below the department's own folder, and never out of it. */
const isFolder = (text: string) =>
  text.length <= 200 && /^[^/\\\p{Cc}]+(\/[^/\\\p{Cc}]+)*$/u.test(text) && !text.split('/').some((part) => /^\.+$/.test(part))

/** Without user or password, which belong in the token. */
function isAddress(text: string): boolean {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '' && url.hash === ''
}
