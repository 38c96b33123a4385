/** Names of the built style sheet and script, from the manifest that Vite writes. */
import { readFileSync } from 'node:fs'

export type Assets = { readonly styles: readonly string[]; readonly script: string }

type Chunk = { readonly file: string; readonly css?: readonly string[]; readonly isEntry?: boolean }

export function readAssets(clientFolder: URL): Assets {
  const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', clientFolder), 'utf8')) as Record<string, Chunk>
  const entry = Object.values(manifest).find((chunk) => chunk.isEntry)
  if (!entry) throw new Error('The client build has no entry: run portal/build.ts')
  return { styles: (entry.css ?? []).map((file) => `/${file}`), script: `/${entry.file}` }
}
