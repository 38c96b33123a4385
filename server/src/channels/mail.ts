import { createTransport } from 'nodemailer'
import type { Carriers } from '#kernel'
import { isLoopback } from '#kernel'
import { NotCarried, type Way } from './message.ts'

const patience = 15_000

/** Mail by SMTP. Off this machine it goes encrypted or not at all. */
export function openMail({ url, from }: NonNullable<Carriers['mail']>): Way {
  const { protocol, hostname, port, username, password } = new URL(url)
  const isSealed = protocol === 'smtps:'
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (isSealed ? 465 : 587),
    secure: isSealed,
    requireTLS: !isSealed && !isLoopback(hostname),
    ignoreTLS: !isSealed && isLoopback(hostname),
    ...(username !== '' && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return {
    carry: async ({ to, subject, text }) => {
      await transport.sendMail({ from, to: { name: '', address: to }, subject, text }).catch((error: MailError) => {
        throw new NotCarried(`the mail server: ${error.responseCode ?? error.code ?? 'no answer'}`)
      })
    },
    close: () => transport.close(),
  }
}

type MailError = { readonly code?: string; readonly responseCode?: number }
