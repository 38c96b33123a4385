import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
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

/** An application of its own, to be closed. */
async function another() {
  const { app, world } = await portalApp()
  return { app, world, url: new URL(await app.listen({ port: 0, host: '127.0.0.1' })) }
}

const ask = (socket: Socket, more = '') =>
  socket.write(`GET /live?on=${encodeURIComponent(`parking ${site}`)}${more} HTTP/1.1\r\nHost: x\r\n\r\n`)

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10)
}

test('a stop does not wait for a stream that was asked for before it and begins after it', async () => {
  const { app, world, url } = await another()
  const { promise, resolve } = Promise.withResolvers<undefined>()
  const { info } = world.region
  let isAsked = false
  Object.assign(world.region, {
    info: async () => {
      isAsked = true
      await promise
      return info()
    },
  })
  const socket = connect(Number(url.port), url.hostname)
  ask(socket)
  await until(() => isAsked)
  const closed = app.close()
  await sleep(50)
  resolve(undefined)
  await closed
  socket.destroy()
})

test('a stop does not wait for a reader who takes nothing in any more', async () => {
  const { app, world, url } = await another()
  const served = once(app.server, 'connection')
  const socket = connect(Number(url.port), url.hostname)
  ask(socket)
  const [line] = (await served) as [Socket]
  await once(socket, 'data')
  socket.pause()
  // All between the two is full, as after a long time in which the page was frozen.
  line.write(Buffer.alloc(20_000_000))
  for (let free = 1; free <= 2; free++) {
    world.setFree(site, free)
    world.emit({ id: site, type: 'OffStreetParking', at: new Date() })
    await sleep(500)
  }
  await app.close()
  socket.destroy()
})
