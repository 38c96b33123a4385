import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { pino } from 'pino'
import { SMTPServer } from 'smtp-server'
import { createKeyring, createMetrics, keyringFile, type Logger } from '#kernel'
import { testPool, until } from '#testing'
import { accountParts, createAccounts, loadOperatorKey, openOauth, saveResident, waitingCodes } from '#trust'
import { type CarrierOptions, startCodeCarrier } from './index.ts'

let now = new Date('2026-05-01T12:00:00Z')
const folder = await mkdtemp(join(tmpdir(), 'datong-carrier-'))
const parts = accountParts({
  pool: await testPool(),
  clock: () => now,
  key: await loadOperatorKey(folder),
  keyring: createKeyring(keyringFile(join(folder, 'sealing.keys'))),
  isSecure: false,
  publicUrl: 'http://localhost',
  nodeName: 'Here',
  pathOf: async () => undefined,
  carries: async () => true,
})
const accounts = createAccounts(parts, await openOauth(parts, folder, async (_request, { detail }) => detail ?? ''))
const browser = (source = '192.0.2.1') => ({ source, device: 'Firefox' })
const minute = 60_000
const closing: (() => unknown)[] = []
after(async () => {
  for (const close of closing) await close()
})

/** A mail server that keeps what it takes, and takes nothing for addresses that begin with `gone`. */
async function mailServer() {
  const mails: { to: string; text: string; user: string | undefined }[] = []
  const refused: string[] = []
  const server = new SMTPServer({
    hideSTARTTLS: true,
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) =>
      password === 'p@ss' && username ? done(null, { user: username }) : done(new Error('no')),
    onRcptTo: ({ address }, _session, done) => {
      if (!address.startsWith('gone')) return done()
      refused.push(address)
      done(Object.assign(new Error(`No such user ${address}`), { responseCode: 550 }))
    },
    onData: (stream, session, done) => {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => {
        const to = session.envelope.rcptTo[0]?.address ?? ''
        mails.push({ to, text: Buffer.concat(parts).toString(), user: session.user })
        done()
      })
    },
  })
  server.listen(0, '127.0.0.1')
  await once(server.server, 'listening')
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())))
  const { port } = server.server.address() as AddressInfo
  return { mails, refused, url: `smtp://datong:p%40ss@127.0.0.1:${port}` }
}

/** A gateway for text messages that answers with each of these in turn, and then with the last. */
async function gateway(...answers: number[]) {
  const posts: { headers: IncomingMessage['headers']; body: string }[] = []
  const server = createServer(async (request, reply) => {
    let body = ''
    for await (const part of request) body += part
    posts.push({ headers: request.headers, body })
    reply.writeHead(answers[Math.min(posts.length, answers.length) - 1] ?? 200).end(`echo ${body}`)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close())
  return { posts, host: `127.0.0.1:${(server.address() as AddressInfo).port}` }
}

const lines: string[] = []
const logger = pino({}, { write: (line: string) => void lines.push(line) }) as Logger

function carry(carriers: CarrierOptions['carriers']) {
  const carrier = startCodeCarrier(parts.pool, {
    carriers,
    nodeName: 'Here',
    clock: parts.clock,
    logger,
    metrics: createMetrics(),
  })
  closing.push(carrier.stop)
  return carrier
}

const json = '{"to":"{to}","text":"{text}"}'
let phones = 0
const newPhone = () => `0001${String(process.pid).padStart(6, '0')}${String(++phones).padStart(3, '0')}`

async function ask(contact: string, language = 'en'): Promise<string> {
  await parts.pool.transaction((tx) => saveResident(tx, { name: 'Reed', area: '/r/t/v1', contact }, now))
  const sent = await accounts.codes.send(contact, language, browser())
  assert.ok(sent.ok)
  return sent.flow
}
const waits = async (contact: string) => (await waitingCodes(parts.pool, now)).some((letter) => letter.contact === contact)
const codeIn = (text: string) => /\d{6}/.exec(text)?.[0] ?? ''

test('a code reaches the mail box of who asked for it, in their language, and lets them in', async () => {
  const { mails, url } = await mailServer()
  const carrier = carry({ mail: { url, from: 'codes@here.example' } })
  const contact = `reed-${process.pid}@there.example`
  const flow = await ask(contact)
  await until(() => mails.length === 1, 'the mail came')
  await until(async () => !(await waits(contact)), 'the code is no longer kept')
  const [mail] = mails
  assert.deepEqual([mail?.to, mail?.user], [contact, 'datong'])
  assert.match(mail?.text ?? '', /^From: codes@here\.example/m)
  assert.match(mail?.text ?? '', /^Subject: Your code for Here/m)
  const body = (mail?.text ?? '').split('\r\n\r\n')[1] ?? ''
  assert.ok((await accounts.codes.enter(flow, codeIn(body), browser())).ok)
  await ask(`zh-${contact}`, 'zh-Hans')
  await until(() => mails.length === 2, 'the second came')
  assert.match(mails[1]?.text ?? '', /=\?UTF-8\?/)
  await carrier.stop()
})

test('a gateway for text messages is posted what its setting says, as JSON with a token or as a form with a name', async () => {
  const { posts, host } = await gateway(200)
  const first = carry({ sms: { url: `http://${host}/send`, token: 'top-secret', body: json } })
  const phone = newPhone()
  const flow = await ask(phone)
  await until(() => posts.length === 1, 'the gateway was asked')
  const told = JSON.parse(posts[0]?.body ?? '') as { to: string; text: string }
  assert.deepEqual([told.to, posts[0]?.headers.authorization], [phone, 'Bearer top-secret'])
  assert.ok((await accounts.codes.enter(flow, codeIn(told.text), browser())).ok)
  await first.stop()
  const second = carry({ sms: { url: `http://me:a%26b@${host}/send`, body: 'From=Here&To={to}&Body={text}' } })
  const other = newPhone()
  await ask(other, 'zh-Hans')
  await until(() => posts.length === 2, 'the gateway was asked again')
  const form = new URLSearchParams(posts[1]?.body)
  assert.deepEqual([form.get('To'), form.get('From')], [other, 'Here'])
  assert.match(form.get('Body') ?? '', /^【Here】验证码 \d{6}/)
  assert.equal(posts[1]?.headers.authorization, `Basic ${Buffer.from('me:a&b').toString('base64')}`)
  await second.stop()
})

test('a code that did not leave is tried again later, and no more once it is over; the log has neither code nor contact', async () => {
  const { refused, url } = await mailServer()
  const { posts, host } = await gateway(503, 503, 200)
  const carrier = carry({ mail: { url, from: 'codes@here.example' }, sms: { url: `http://${host}/`, body: json } })
  const [phone, mail] = [newPhone(), `gone-${process.pid}@there.example`]
  await ask(phone)
  await ask(mail)
  await until(() => posts.length === 1 && refused.length === 1, 'each was tried')
  now = new Date(now.getTime() + minute)
  await until(() => posts.length === 2 && refused.length === 2, 'each was tried again')
  now = new Date(now.getTime() + 2 * minute)
  await until(() => posts.length === 3 && refused.length === 3, 'and again')
  await until(async () => !(await waits(phone)), 'what left is gone')
  const tries = refused.length
  now = new Date(now.getTime() + 8 * minute)
  await ask(newPhone())
  await until(() => posts.length === 4, 'another was carried')
  assert.equal(refused.length, tries, 'a code that is over goes nowhere')
  await carrier.stop()
  assert.ok(lines.some((line) => line.includes('503')) && lines.some((line) => line.includes('550')))
  const told = posts.map(({ body }) => JSON.parse(body) as { to: string; text: string })
  for (const secret of [phone, mail, 'top-secret', 'p@ss', ...told.map(({ text }) => codeIn(text))])
    assert.ok(!lines.join('').includes(secret), secret)
})

test('of many carriers, each code is carried by one', async () => {
  const { posts, host } = await gateway(200)
  const carriers = [1, 2, 3].map(() => carry({ sms: { url: `http://${host}/`, body: json } }))
  const contacts = Array.from({ length: 30 }, newPhone)
  await parts.pool.transaction(async (tx) => {
    for (const contact of contacts) await saveResident(tx, { name: 'Reed', area: '/r/t/v1', contact }, now)
  })
  for (const contact of contacts)
    assert.ok((await accounts.codes.send(contact, 'en', browser(`192.0.2.${contact.slice(-2)}`))).ok)
  await until(async () => (await Promise.all(contacts.map(waits))).every((isWaiting) => !isWaiting), 'all have left')
  assert.deepEqual(posts.map(({ body }) => (JSON.parse(body) as { to: string }).to).sort(), contacts.sort())
  await Promise.all(carriers.map(({ stop }) => stop()))
})
