import { type Fault, Refusal } from '#kernel'
import { describeFault, type PackFault } from './pack-fault.ts'

const shown = 5

/** Writes doubtful rows for a person: the first few of each file and column, and how many more there are. */
export function sayWarnings(warnings: readonly PackFault[], out: NodeJS.WritableStream): void {
  for (const alike of Map.groupBy(warnings, ({ file, column }) => `${file}, ${column}`).values()) {
    for (const warning of alike.slice(0, shown)) out.write(`  ${describeFault(warning)}\n`)
    if (alike.length > shown)
      out.write(`  … and ${alike.length - shown} more in ${alike[0]?.file}, column "${alike[0]?.column}"\n`)
  }
}

/** An error whose message holds the faults of a refusal, one on each line, for the command line. */
export function withFaults(error: unknown): unknown {
  if (!(error instanceof Refusal) || error.faults === undefined) return error
  return new Error([error.message, ...error.faults.map(lineOf)].join('\n'), { cause: error })
}

/** One fault on one line. */
export function lineOf({ pointer, message, fix }: Fault): string {
  return `  ${[pointer && `${pointer}:`, message, fix].filter(Boolean).join(' ')}`
}
