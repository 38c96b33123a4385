import { createLogger, type Logger, readConfig } from '#kernel'
import { type RunningNode, startNode } from '#node'

/** The server: reads its settings, starts the node, says where it is, and ends cleanly on a signal. */
async function main(): Promise<void> {
  const config = readConfig(process.env, process.argv.slice(2))
  const logger = createLogger(config.logLevel, process.stdout.isTTY)
  const say = (line: string) => process.stdout.write(`${line}\n`)
  const node = await startNode(config, { logger, say })
  stopOnSignal(node, logger)
}

function stopOnSignal(node: RunningNode, logger: Logger): void {
  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) return
    stopping = true
    logger.info({ signal }, 'stopping: what was acknowledged is being written to the end')
    node.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.fatal({ err: error }, 'the node did not stop cleanly')
        process.exit(1)
      },
    )
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`)
  if (error instanceof Error && error.cause !== undefined) process.stderr.write(`${error.stack}\n`)
  process.exit(1)
})
