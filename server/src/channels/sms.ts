import type { Carriers } from '#kernel'
import { NotCarried, type Way } from './message.ts'

const patience = 15_000

/** Text messages by whatever gateway takes them over HTTP: the setting says what is posted to it. */
export function openSms({ url, token, body }: NonNullable<Carriers['sms']>): Way {
  const isJson = body.startsWith('{')
  const write = (value: string) => (isJson ? JSON.stringify(value).slice(1, -1) : encodeURIComponent(value))
  const { username, password, ...at } = addressOf(url)
  const authorization = token === undefined ? basic(username, password) : `Bearer ${token}`
  const headers = {
    'content-type': isJson ? 'application/json' : 'application/x-www-form-urlencoded',
    ...(authorization !== undefined && { authorization }),
  }
  return {
    carry: async ({ to, text }) => {
      const filled = body.replace(/\{(to|text)\}/g, (_, name) => write(name === 'to' ? to : text))
      const signal = AbortSignal.timeout(patience)
      const answer = await fetch(at.url, { method: 'POST', headers, body: filled, redirect: 'error', signal }).catch(() => {
        throw new NotCarried('the gateway for text messages: no answer')
      })
      await answer.body?.cancel()
      if (!answer.ok) throw new NotCarried(`the gateway for text messages: ${answer.status}`)
    },
    close: () => undefined,
  }
}

/** A name and password in a URL go into a header: a request to such a URL is refused. */
function addressOf(text: string): { readonly url: string; readonly username: string; readonly password: string } {
  const url = new URL(text)
  const { username, password } = url
  url.username = ''
  url.password = ''
  return { url: url.href, username: decodeURIComponent(username), password: decodeURIComponent(password) }
}

const basic = (username: string, password: string) =>
  username === '' ? undefined : `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
