/** The whole HTML document around a page: head, masthead, main, foot. */
import { renderToString } from 'preact-render-to-string'
import type { Assets } from '../site/assets.ts'
import type { Section, Sheet } from '../site/page.ts'
import type { Visit } from '../site/visit.ts'
import { Beside } from './beside.tsx'
import { Foot } from './foot.tsx'
import { Masthead } from './masthead.tsx'
import { Trail } from './trail.tsx'

type Frame = { readonly assets: Assets; readonly section: Section | undefined }

export function renderSheet(sheet: Sheet, visit: Visit, frame: Frame): string {
  return `<!doctype html>${renderToString(<Document sheet={sheet} visit={visit} frame={frame} />)}`
}

function Document({ sheet, visit, frame }: { sheet: Sheet; visit: Visit; frame: Frame }) {
  const { t } = visit
  return (
    <html lang={visit.language} dir="ltr" data-text={visit.isLargeText ? 'large' : 'normal'}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{t('frame.title', { page: sheet.title, product: t('frame.product') })}</title>
        {sheet.goOn !== undefined && <meta http-equiv="refresh" content={`0;url=${sheet.goOn}`} />}
        {frame.assets.styles.map((href) => (
          <link key={href} rel="stylesheet" href={href} />
        ))}
        <link rel="icon" href={icon} />
        <script type="module" src={frame.assets.script} />
      </head>
      <body>
        <a class="skip" href="#content">
          {t('frame.skip')}
        </a>
        <MadeUp visit={visit} />
        <Beside visit={visit} />
        <Masthead visit={visit} section={frame.section} />
        <main id="content" tabIndex={-1}>
          <div class="wrap">
            {sheet.trail && <Trail visit={visit} steps={sheet.trail} here={sheet.title} />}
            {sheet.body}
          </div>
        </main>
        <Foot visit={visit} />
      </body>
    </html>
  )
}

/** A made-up region says so on top of every page, before anything else can be believed. */
function MadeUp({ visit }: { visit: Visit }) {
  if (!visit.region?.isDemo) return null
  return (
    <aside class="made-up" aria-label={visit.t('frame.madeUpLabel')}>
      <div class="wrap">
        <p>
          <strong>{visit.t('frame.madeUpLabel')}</strong> {visit.t('frame.madeUp')}
        </p>
      </div>
    </aside>
  )
}

const icon =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 40 40%22%3E%3Crect width=%2240%22 height=%2240%22 rx=%229%22 fill=%22%230b5c4f%22/%3E%3Ccircle cx=%2216%22 cy=%2218%22 r=%228%22 fill=%22none%22 stroke=%22%23fff%22 stroke-width=%223%22/%3E%3Ccircle cx=%2225%22 cy=%2224%22 r=%226%22 fill=%22none%22 stroke=%22%23f2c46b%22 stroke-width=%223%22/%3E%3C/svg%3E'
