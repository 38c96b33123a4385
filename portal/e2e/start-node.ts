import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Workers inherit the environment, so the address is told through it. */
export default async function startNode(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.DATONG_URL) return undefined
  const child = spawn(process.execPath, [fileURLToPath(new URL('./demo-node.ts', import.meta.url))], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const { url, key, office } = JSON.parse(await firstLine(child)) as { url: string; key: string; office: string }
  process.env.DATONG_URL = url
  process.env.DATONG_KEY = key
  process.env.DATONG_OFFICE = office
  return () =>
    new Promise((resolve) => {
      child.on('exit', () => resolve())
      child.stdin?.end()
    })
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.on('data', (data: Buffer) => {
      text += data
      if (text.includes('\n')) resolve(text)
    })
    child.on('exit', (code) => reject(new Error(`The node for the browser tests ended with ${code}`)))
  })
}
