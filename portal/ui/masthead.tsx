import { languages } from '../site/language.ts'
import type { Section } from '../site/page.ts'
import type { Visit } from '../site/visit.ts'

const menu = [
  { section: 'home', href: '/', text: 'menu.home' },
  { section: 'facilities', href: '/facilities', text: 'menu.facilities' },
  { section: 'parking', href: '/parking', text: 'menu.parking' },
  { section: 'environment', href: '/environment', text: 'menu.environment' },
  { section: 'gap', href: '/gap', text: 'menu.gap' },
] as const

/** What planners have is behind the gap, which everybody may look at. */
const isHere = (item: Section, section: Section | undefined) => item === (section === 'planning' ? 'gap' : section)

export function Masthead({ visit, section }: { visit: Visit; section: Section | undefined }) {
  const { t } = visit
  return (
    <header class="masthead">
      <div class="wrap">
        <div class="top">
          <a class="brand" href="/">
            <Mark />
            <span>
              {t('frame.product')}
              {visit.region && <small>{t('frame.tagline')}</small>}
            </span>
          </a>
          <Choices visit={visit} />
        </div>
        <nav aria-label={t('menu.label')}>
          <ul class="menu">
            {menu.map((item) => (
              <li key={item.href}>
                <a href={item.href} aria-current={isHere(item.section, section) ? 'page' : undefined}>
                  {t(item.text)}
                </a>
              </li>
            ))}
          </ul>
        </nav>
      </div>
    </header>
  )
}

/** A page to which a sign-in leads back is worth more than one that has to be looked for again. */
function accountLink({ who, url }: Visit): string {
  if ('name' in who) return '/account'
  return url.startsWith('/sign-in') || url === '/' ? '/sign-in' : `/sign-in?back=${encodeURIComponent(url)}`
}

/** Language and size of text: links, so that they work everywhere. */
function Choices({ visit }: { visit: Visit }) {
  const { t } = visit
  const back = encodeURIComponent(visit.url)
  return (
    <ul class="choices">
      <li>
        <a href={accountLink(visit)} rel="nofollow">
          {'name' in visit.who ? visit.who.name : t('frame.signIn')}
        </a>
      </li>
      <li>
        <a href={`/preferences?text=${visit.isLargeText ? 'normal' : 'large'}&back=${back}`} rel="nofollow">
          {visit.isLargeText ? t('frame.normalText') : t('frame.largeText')}
        </a>
      </li>
      {languages
        .filter((language) => language.code !== visit.language)
        .map((language) => (
          <li key={language.code}>
            <a
              href={`/preferences?language=${language.code}&back=${back}`}
              rel="nofollow"
              lang={language.code}
              hreflang={language.code}
            >
              {language.name}
            </a>
          </li>
        ))}
    </ul>
  )
}

/** Two rings that touch: the city, and the villages around it. */
function Mark() {
  return (
    <svg width="40" height="40" viewBox="0 0 40 40" aria-hidden="true" focusable="false">
      <rect width="40" height="40" rx="9" fill="#0b5c4f" />
      <circle cx="16" cy="18" r="8" fill="none" stroke="#ffffff" stroke-width="3" />
      <circle cx="25" cy="24" r="6" fill="none" stroke="#f2c46b" stroke-width="3" />
    </svg>
  )
}
