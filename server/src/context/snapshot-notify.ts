import { callOut, type Logger, uuidv7 } from '#kernel'
import { writeInstant } from './instant.ts'
import { usualPriority } from './snapshot.ts'
import type { SnapshotRow } from './snapshot-store.ts'

type Options = { readonly logger: Logger; readonly allowPrivateHosts?: boolean }

/** Tells whoever made a snapshot what has become of it (GS CIM 009, 5.3.4 and 5.16.6), once: it can be asked for at any time. */
export async function notifyOfSnapshot({ id, tenant, body, ...row }: SnapshotRow, now: Date, options: Options): Promise<void> {
  if (typeof body.endpoint !== 'string') return
  const { queries, temporalQueries } = row.details
  const text = JSON.stringify({
    id: `urn:ngsi-ld:SnapshotNotification:${uuidv7()}`,
    type: 'SnapshotNotification',
    notifiedAt: writeInstant(now),
    snapshotId: id,
    snapshotStatus: row.status,
    snapshotPriority: body.snapshotPriority ?? usualPriority,
    expiresAt: writeInstant(row.expires_at),
    ...(queries.length > 0 && { snapshotQueriesDetails: queries }),
    ...(temporalQueries.length > 0 && { temporalSnapshotQueriesDetails: temporalQueries }),
  })
  const own = ((body.receiverInfo ?? []) as { key: string; value: string }[]).map(({ key, value }) => [key.toLowerCase(), value])
  const headers = {
    ...Object.fromEntries(own),
    ...(tenant !== '' && { 'ngsild-tenant': tenant }),
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
  }
  const allowPrivate = options.allowPrivateHosts ?? false
  try {
    await callOut(body.endpoint, { method: 'POST', headers, body: text, timeoutMs: 5000, maxBytes: 64 * 1024, allowPrivate })
  } catch (error) {
    options.logger.warn({ err: error, snapshot: id, endpoint: body.endpoint }, 'who made a snapshot could not be told of it')
  }
}
