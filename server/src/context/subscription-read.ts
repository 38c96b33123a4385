import { isObject } from './json.ts'
import type { Names } from './names.ts'
import { parseSubscription, type Subscription } from './subscription.ts'

/**
 * Reads a subscription with the names of its own @context and, where it asks for another in its notifications, of that.
 *
 * @throws {NgsiLdError} BadRequestData, LdContextNotAvailable
 */
export async function readSubscription(
  { body, context }: { readonly body: unknown; readonly context: unknown },
  load: (context: unknown) => Promise<Names>,
): Promise<Subscription> {
  const names = await load(context ?? undefined)
  const other = isObject(body) && typeof body.jsonldContext === 'string' ? body.jsonldContext : undefined
  if (other === undefined) return parseSubscription(body, names)
  parseSubscription(body, names)
  return parseSubscription(body, names, await load(other))
}
