import { once } from 'node:events'
import { inspect } from 'node:util'
import { createLogger, type Logger, readConfig, SetupProblem } from '#kernel'
import { startNode } from '#node'

/** How long a stop may take before the process ends all the same. */
const patience = 30_000

/** The server: reads its settings, starts the node, waits for a signal, and stops cleanly. */
async function main(): Promise<void> {
  const config = readConfig(process.env, process.argv.slice(2))
  const logger = createLogger(config.logLevel, process.stdout.isTTY)
  const say = (line: string) => process.stdout.write(`${line}\n`)
  process.on('uncaughtExceptionMonitor', (error) => logger.fatal({ err: error }, 'a bug ends the process'))
  const signal = onSignal(logger)
  try {
    const node = await startNode(config, { logger, say, signal })
    if (!signal.aborted) await once(signal, 'abort')
    await node.stop()
  } catch (error) {
    if (!signal.aborted || error !== signal.reason) throw error
  }
}

/** Aborts at the first signal; of a group of processes that are told to end, each may be told more than once. */
function onSignal(logger: Logger): AbortSignal {
  const stopping = new AbortController()
  const stop = (signal: NodeJS.Signals) => {
    if (stopping.signal.aborted) return
    logger.info({ signal }, 'stopping: what was acknowledged is being written to the end')
    stopping.abort(new Error(`${signal} came before the node had started`))
    setTimeout(() => {
      logger.fatal('the node did not stop in time')
      process.exit(1)
    }, patience).unref()
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
  return stopping.signal
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof SetupProblem ? error.message : inspect(error)}\n`)
    process.exit(1)
  },
)
