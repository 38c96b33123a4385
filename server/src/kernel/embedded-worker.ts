/** The worker thread of the embedded database: PGlite with PostGIS, served on a private socket until told to close. */
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { postgis } from '@electric-sql/pglite-postgis'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'

const { dataFolder, socketPath } = workerData as { dataFolder: string; socketPath: string }

const database = await PGlite.create({ dataDir: dataFolder, extensions: { postgis } })
const server = new PGLiteSocketServer({ db: database, path: socketPath, maxConnections: 1 })
await server.start()

parentPort?.once('message', async () => {
  await server.stop()
  await database.close()
  parentPort?.postMessage('closed')
})
parentPort?.postMessage('ready')
