import { createHash } from 'node:crypto'
import type { Clock, Db } from '#kernel'
import { coreContextUrl } from './core-context.ts'
import { keepOwn } from './ld-context-store.ts'

const prefix = '/ngsi-ld/v1/jsonldContexts/'

/** Where this node serves an @context of its own, without the name of the node. */
export const ownPath = (id: string): string => prefix + id

/** The path of an @context that this node may host, when a URL looks like one, by whatever name and prefix the node is reached. */
export function ownPathIn(url: string): string | undefined {
  const at = url.lastIndexOf(prefix)
  return at < 0 || !/^https?:/i.test(url) || !/^[0-9a-f-]{36}$/.test(url.slice(at + prefix.length)) ? undefined : url.slice(at)
}

/** One @context within documents has one address, however often it comes. */
function implicitId(context: unknown): string {
  const hex = createHash('sha256').update(JSON.stringify(context)).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

/**
 * A URL for the @context of a document: itself where it is one, else the address at which this node serves it
 * (GS CIM 009, 5.2.12, jsonldContext).
 */
export function linkFor(context: unknown, publicUrl: string): string {
  if (context === undefined || context === null) return coreContextUrl
  const only = Array.isArray(context) && context.length === 1 ? context[0] : context
  return typeof only === 'string' ? only : publicUrl + ownPath(implicitId(context))
}

/**
 * Serves the @context that came within a document, if it has no URL of its own. It stays when the document goes: what was
 * sent with its address may be read later.
 */
export async function keepImplicit(db: Db, context: unknown, clock: Clock): Promise<void> {
  if (linkFor(context, '').startsWith(prefix)) {
    const id = implicitId(context)
    await keepOwn(db, { id, url: ownPath(id), kind: 'ImplicitlyCreated', body: context }, clock())
  }
}
