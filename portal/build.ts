/** Builds the pages (run on the server) and the style sheet and script (sent to browsers). `--if-stale` skips what is up to date. */
import { createHash } from 'node:crypto'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { InlineConfig } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))
const stamp = `${root}dist/stamp`

/** Kept out of the bundle: they belong to the application that pages are registered on. */
const external = ['fastify', '@fastify/cookie', '@fastify/csrf-protection', '@fastify/formbody', '@fastify/static']

const shared: InlineConfig = {
  root,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
}

/** Changes whenever a source, a message or the versions of what they are built with do. */
export function sourceStamp(): string {
  const files = globSync(['{site,ui,pages,islands,messages}/**/*', '*.ts', '../package-lock.json'], {
    cwd: root,
    withFileTypes: true,
  })
  const names = files
    .filter((file) => file.isFile())
    .map((file) => `${file.parentPath}/${file.name}`)
    .sort()
  const hash = createHash('sha256')
  for (const name of names) hash.update(name.slice(root.length)).update(readFileSync(name))
  return hash.digest('hex')
}

export function isStale(): boolean {
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== sourceStamp()
}

export async function buildPortal(): Promise<void> {
  // Loaded only when needed: looking whether the build is stale must cost nothing at each start.
  const { build } = await import('vite')
  const made = sourceStamp()
  await build({
    ...shared,
    build: {
      outDir: 'dist/client',
      // The map of planners, which is loaded by nobody else.
      chunkSizeWarningLimit: 1200,
      manifest: true,
      modulePreload: { polyfill: false },
      target: 'es2020',
      rollupOptions: { input: `${root}islands/main.ts` },
    },
  })
  await build({
    ...shared,
    ssr: { noExternal: true, external },
    build: {
      ssr: `${root}index.ts`,
      outDir: 'dist/server',
      target: 'node24',
      rollupOptions: { output: { entryFileNames: 'index.js' } },
    },
  })
  writeFileSync(stamp, made)
}

if (import.meta.main && !(process.argv.includes('--if-stale') && !isStale())) await buildPortal()
