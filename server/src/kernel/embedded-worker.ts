/** The worker thread of the embedded database: PGlite with PostGIS, served on a private socket until told to close. */
import { setImmediate } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { postgis } from './embedded-postgis.ts'

const { dataFolder, socketPath } = workerData as { dataFolder: string; socketPath: string }

const database = await PGlite.create({ dataDir: dataFolder, extensions: { postgis } })
announceReadyOnce(database)
endWithEngine(database)
const server = new PGLiteSocketServer({ db: database, path: socketPath, maxConnections: 1 })
await server.start()

parentPort?.once('message', async () => {
  await server.stop()
  // The server turns to the engine once more when a connection ends, one turn after the connection has: it must still be there.
  await setImmediate()
  await database.runExclusive(async () => undefined)
  await database.close()
  parentPort?.postMessage('closed')
})
parentPort?.postMessage('ready')

/**
 * After an error in a prepared statement the engine announces that it is ready twice: with the error, and again at the Sync
 * that ends the statement (protocol 3.0 knows the second only). A client that believes the first mistakes the answer of each
 * query for that of the next, so only answers to Sync and simple queries may carry it.
 */
function announceReadyOnce(engine: PGlite): void {
  const run = engine.execProtocolRawStream.bind(engine)
  engine.execProtocolRawStream = (message, options) =>
    run(message, {
      ...options,
      onRawData: (data) => {
        const kept = isPartOfStatement(message) && endsReady(data) ? data.subarray(0, -6) : data
        if (kept.length > 0) options?.onRawData(kept)
      },
    })
}

/**
 * Errors of the SQL are answers; what the engine throws means that the engine is broken, and the socket server would leave every
 * later query waiting.
 */
function endWithEngine(engine: PGlite): void {
  const run = engine.execProtocolRawStream.bind(engine)
  engine.execProtocolRawStream = (message, options) =>
    run(message, options).catch((error: unknown) => {
      setImmediate(() => {
        throw error
      })
      throw error
    })
}

/** Parse, Bind, Describe, Execute and Close. */
function isPartOfStatement(message: Uint8Array): boolean {
  return 'PBDEC'.includes(String.fromCharCode(message[0] ?? 0))
}

/** ReadyForQuery: `Z`, its length of five, and the state of the transaction. */
function endsReady(data: Uint8Array): boolean {
  const [type, a, b, c, length] = data.subarray(-6)
  return type === 0x5a && a === 0 && b === 0 && c === 0 && length === 5
}
