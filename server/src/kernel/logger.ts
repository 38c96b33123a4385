import { type Logger as PinoLogger, pino } from 'pino'
import pretty from 'pino-pretty'
import type { LogLevel } from './config.ts'

export type Logger = PinoLogger

/**
 * One JSON line an event on standard output, or on a terminal a line that people read. Never a person's name, contact, key or
 * secret.
 */
export function createLogger(level: LogLevel, isTerminal = false): Logger {
  const options = { level, redact: ['req.headers.authorization', 'req.headers.cookie'] }
  if (!isTerminal) return pino(options)
  return pino(options, pretty({ sync: true, ignore: 'pid,hostname', translateTime: 'SYS:HH:MM:ss' }))
}
