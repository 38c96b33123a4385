import { type DestinationStream, type LevelWithSilent, type Logger as PinoLogger, pino } from 'pino'

export type Logger = PinoLogger

/** One JSON line an event on standard output; never a person's name, contact, key or secret. */
export function createLogger(level: LevelWithSilent, destination?: DestinationStream): Logger {
  const options = { level, redact: ['req.headers.authorization', 'req.headers.cookie'] }
  return destination === undefined ? pino(options) : pino(options, destination)
}
