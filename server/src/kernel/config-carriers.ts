/** How one-time codes leave the node. */
export type Carriers = {
  readonly mail?: { readonly url: string; readonly from: string }
  readonly sms?: {
    readonly url: string
    /** Sent as `Authorization: Bearer`. */
    readonly token?: string
    /** What is posted, with `{to}` and `{text}` in it: JSON where it begins with a brace, else the fields of a form. */
    readonly body: string
  }
}

type Environment = Readonly<Record<string, string | undefined>>

const usualBody = '{"to":"{to}","text":"{text}"}'

/** A server for mail and a gateway for text messages, each of which may be missing. What they are told is secret: it goes over TLS. */
export function readCarriers(env: Environment, wrong: string[]): Carriers {
  const { MAIL_URL, MAIL_FROM, SMS_URL, SMS_TOKEN, SMS_BODY } = env
  const isMailFrom = /^[^@\s<>]+@[^@\s<>]+$/.test(MAIL_FROM ?? '')
  if (MAIL_URL && !/^smtps?:$/.test(URL.parse(MAIL_URL)?.protocol ?? ''))
    wrong.push('MAIL_URL must be a URL that begins with smtp:// or smtps://')
  if (MAIL_URL && !isMailFrom) wrong.push('MAIL_FROM must be the mail address that codes come from')
  const sms = SMS_URL ? URL.parse(SMS_URL) : null
  if (SMS_URL && !/^https?:$/.test(sms?.protocol ?? '')) wrong.push('SMS_URL must be a URL that begins with https://')
  if (sms?.protocol === 'http:' && !isLoopback(sms.hostname))
    wrong.push('SMS_URL must be reached over https:, unless it is on this machine')
  const body = SMS_BODY || usualBody
  if (!body.includes('{to}') || !body.includes('{text}')) wrong.push('SMS_BODY must have {to} and {text} in it')
  if (body.startsWith('{') && !isJson(body)) wrong.push('SMS_BODY begins like JSON and is none')
  return {
    ...(MAIL_URL && MAIL_FROM && { mail: { url: MAIL_URL, from: MAIL_FROM } }),
    ...(SMS_URL && { sms: { url: SMS_URL, body, ...(SMS_TOKEN && { token: SMS_TOKEN }) } }),
  }
}

export const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/.test(host)

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
