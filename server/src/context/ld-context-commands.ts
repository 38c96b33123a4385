import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'

/** Asks a node, whether it runs already or only for as long as that takes. @throws {Error} in the node's own words */
export type AskNode = (method: string, path: string, body?: unknown) => Promise<unknown>

const copies = '/context/v1/copies'
const one = (url: string) => `${copies}?${new URLSearchParams({ url })}`

/** `datong context add | list | remove` */
export function registerContextCommands(program: Command, ask: AskNode): void {
  const context = program.command('context').description('@contexts that the node has without fetching them')

  context
    .command('add')
    .description('keep the @context in a file as the one of a URL: it is never fetched from there')
    .argument('<url>', 'the URL by which documents name it')
    .argument('<file>', 'a JSON file with an @context')
    .action(async (url: string, file: string) => {
      await ask('PUT', one(url), JSON.parse(await readFile(file, 'utf8')))
    })

  context
    .command('list')
    .description('the URLs whose @contexts were added')
    .action(async () => {
      const { copies: found } = (await ask('GET', copies)) as { copies: { url: string; addedAt: string }[] }
      for (const { url, addedAt } of found) process.stdout.write(`${addedAt}  ${url}\n`)
    })

  context
    .command('remove')
    .description('take an added @context away: the URL is fetched again')
    .argument('<url>')
    .action(async (url: string) => {
      await ask('DELETE', one(url))
    })
}
