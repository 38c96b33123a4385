import type { Command } from 'commander'

/** Asks the node as its operator. */
type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>

/** `datong exchange entities` */
export function registerExchangeCommands(program: Command, ask: Ask): void {
  program
    .command('exchange')
    .description('what departments publish of their own systems')
    .command('entities')
    .description("say which types of entity of this node are a department's own, so that it may publish them; without any, none")
    .argument('<department>')
    .argument('[types...]', 'short names, for example CareRecord')
    .action(async (department: string, types: string[]) => {
      await ask('PUT', `/exchange/v1/departments/${encodeURIComponent(department)}/entities`, { types })
      process.stdout.write(`${department} may publish: ${types.join(', ') || 'no entities'}\n`)
    })
}
