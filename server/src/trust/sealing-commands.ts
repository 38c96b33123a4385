import type { Command } from 'commander'
import { fetchNode, type WithNode } from './audit-client.ts'

/** `datong keys renew` */
export function registerSealingCommands(program: Command, withNode: WithNode): void {
  program
    .command('keys')
    .description('the keys that numbers of people and passwords of systems are sealed with')
    .command('renew')
    .description('make a new key, or take the one that the key service has made, and seal everything anew with it')
    .action(async () => {
      const answer = await withNode(async (node) => (await fetchNode(node, 'POST', '/trust/v1/sealing-keys/renew')).json())
      process.stdout.write(`${(answer as { resealed: number }).resealed} numbers and passwords are sealed with the new key.\n`)
    })
}
