/** The browser that comes as an npm package; it runs as root in a container. */
import sparticuz from '@sparticuz/chromium'

/** Not ours to take: a single process dies with its first closed page, and the shell mode is Playwright's to choose. */
const unwanted =
  /^(--single-process|--headless|--disable-web-security|--allow-running-insecure-content|--in-process-gpu|--no-zygote)/

export async function browserOptions(): Promise<{ executablePath: string; args: string[] }> {
  return {
    executablePath: await sparticuz.executablePath(),
    args: [...sparticuz.args.filter((flag) => !unwanted.test(flag)), '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
  }
}
