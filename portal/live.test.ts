import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { portalApp } from './e2e/portal-app.ts'

const { app, world } = await portalApp()
const url = await app.listen({ port: 0 })
after(() => app.close())

const site = 'urn:ngsi-ld:OffStreetParking:p1'

async function* parts(query: string, language = 'en') {
  const answer = await fetch(`${url}/live?${query}`, { headers: { 'accept-language': language } })
  assert.equal(answer.headers.get('content-type')?.split(';')[0], 'text/event-stream')
  let text = ''
  const decoder = new TextDecoder()
  for await (const chunk of answer.body as ReadableStream<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true })
    const events = text.split('\n\n')
    text = events.pop() ?? ''
    if (text === '' && events.length > 0) yield undefined
    for (const event of events) {
      const data = /^data: (.*)$/m.exec(event)?.[1]
      if (data) yield JSON.parse(data) as { key: string; html: string }
    }
  }
}

/** The first part that arrives after the stream is open and the change was made. */
async function firstPart(query: string, change: () => void, language?: string) {
  for await (const part of parts(query, language)) {
    if (part) return part
    change()
  }
  throw new Error('The stream ended without a part')
}

test('a changed entity arrives as the part that shows it', async () => {
  const part = await firstPart(`on=${encodeURIComponent(`parking ${site}`)}`, () => {
    world.setFree(site, 41)
    world.emit({ id: site, type: 'OffStreetParking', at: new Date() })
  })
  assert.equal(part.key, `parking ${site}`)
  assert.match(part.html, />41</)
})

test('a part comes in the language of its reader', async () => {
  const query = `on=${encodeURIComponent(`parking ${site}`)}`
  const part = await firstPart(query, () => world.emit({ id: site, type: 'OffStreetParking', at: new Date() }), 'zh-CN')
  assert.match(part.html, /个空位/)
})

test('a page that was cut off is sent every part anew', async () => {
  const part = await firstPart(`again=yes&on=${encodeURIComponent('station urn:ngsi-ld:air:a1')}`, () => undefined)
  assert.match(part.html, /Air: poor/)
})
