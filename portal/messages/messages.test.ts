import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { parseSync, Visitor } from 'vite'

const root = fileURLToPath(new URL('..', import.meta.url))
const read = (name: string) => JSON.parse(readFileSync(`${root}messages/${name}.json`, 'utf8')) as Record<string, string>
const [english, chinese] = [read('en'), read('zh-Hans')]
const sources = globSync('{pages,ui,site}/**/*.{ts,tsx}', { cwd: root })

/** Chinese has one form of the plural, English two. */
const withoutPlural = (key: string) => key.replace(/_(one|other)$/, '')
const stems = (messages: Record<string, string>) => [...new Set(Object.keys(messages).map(withoutPlural))].sort()
const blanks = (text = '') => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()

test('both languages say the same things', () => {
  assert.deepEqual(stems(chinese), stems(english))
})

test('both languages fill in the same values', () => {
  for (const [key, text] of Object.entries(chinese)) {
    assert.deepEqual(blanks(text), blanks(english[key]), key)
  }
})

test('English counts in both its forms', () => {
  for (const key of Object.keys(english).filter((name) => name.endsWith('_one'))) {
    assert.ok(english[key.replace(/_one$/, '_other')], key)
  }
})

test('no message is left that no page uses', () => {
  const code = sources.map((name) => readFileSync(`${root}${name}`, 'utf8')).join('\n')
  const isUsed = (key: string) => code.includes(`'${key}'`) || code.includes(`\`${key.replace(/\.[^.]*$/, '')}.\${`)
  const isNested = (key: string) => /^error\.\d+(\.title)?$/.test(key)
  assert.deepEqual(
    stems(english).filter((key) => !isUsed(key) && !isNested(key)),
    [],
  )
})

test('pages take their text from the messages, never from the code', () => {
  const spoken = new Set(['alt', 'aria-label', 'label', 'placeholder', 'title', 'hint', 'text', 'caption'])
  const found: string[] = []
  for (const name of sources.filter((path) => path.endsWith('.tsx'))) {
    const { program } = parseSync(name, readFileSync(`${root}${name}`, 'utf8'))
    new Visitor({
      JSXText: ({ value }) => {
        if (/\p{L}/u.test(value)) found.push(`${name}: ${value.trim()}`)
      },
      JSXAttribute: (attribute) => {
        const { name: label, value } = attribute
        if (label.type !== 'JSXIdentifier' || !spoken.has(label.name) || value?.type !== 'Literal') return
        if (/\p{L}/u.test(String(value.value))) found.push(`${name}: ${label.name}=${String(value.value)}`)
      },
    }).visit(program)
  }
  assert.deepEqual(found, [])
})
