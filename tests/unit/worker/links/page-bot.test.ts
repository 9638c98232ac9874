import { describe, expect, it } from 'vitest'
import { readPage } from './page-reading.ts'

const LINK = '<a href="https://example.com/">Us</a>'

describe('a page that asks whether a person is there', () => {
  it.each([
    [
      'Cloudflare',
      `<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript and cookies to continue</noscript><script>(function(){window._cf_chl_opt = {cvId: '3', cZone: 'page.test'};})();</script></body></html>`,
    ],
    [
      'Cloudflare in Chinese',
      '<title>请稍候…</title><script src="/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1"></script>',
    ],
    ['Cloudflare refusing', '<title>Attention Required! | Cloudflare</title><h1>Sorry, you have been blocked</h1>'],
    [
      'Alibaba Cloud WAF',
      `<html><script>var arg1='6F0C';function reload(x){document.cookie="acw_sc__v2="+x+";expires="}</script></html>`,
    ],
    [
      'Alibaba Cloud WAF, second kind',
      '<textarea id="renderData">{}</textarea><meta name="aliyun_waf_aa" content="x"><script src="/x.js"></script>',
    ],
    [
      'DataDome',
      `<title>page.test</title><p id="cmsg">Please enable JS and disable any ad blocker</p><script>var dd={'rt':'c'}</script><script src="https://ct.captcha-delivery.com/c.js"></script>`,
    ],
    ['HUMAN', '<title>Access to this page has been denied</title><div id="px-captcha"></div>'],
    ['Imperva', '<meta name="robots" content="noindex"><script src="/_Incapsula_Resource?SWJIYLWA=719d34"></script>'],
    ['AWS WAF', '<script>window.gokuProps = {"key":"x"}</script><div id="challenge-container"></div>'],
    [
      'Tencent Cloud EdgeOne',
      '<script>var a=1;document.cookie="__tst_status="+a;document.cookie="EO_Bot_Ssid=1"</script>',
    ],
    [
      'Knownsec',
      "<script>document.cookie=('_')+('_')+'';location.href=location.pathname;var __jsl_clearance_s='x'</script>",
    ],
    [
      'Anubis',
      `<title>Making sure you're not a bot!</title><script id="anubis_challenge" type="application/json">{}</script>`,
    ],
    ['Vercel', '<title>Vercel Security Checkpoint</title>'],
    ['a slider', '<title>滑动验证页面</title><div id="nc"></div>'],
    ['Baidu', '<title>百度安全验证</title><div class="timeout-feedback">网络不给力，请稍后重试</div>'],
  ])('is known: %s', async (_, body) => {
    const expected = { state: 'unknown', anchor: null, problem: null, isBotPage: true }
    expect(await readPage(body)).toEqual(expected)
    expect(await readPage(body, { cuts: [1] })).toEqual(expected)
  })

  it('is known among its own styles', async () => {
    const body = `<title>x</title><style>${'a{}'.repeat(20_000)}</style><script>window._cf_chl_opt={}</script>`
    expect(await readPage(body, { cuts: [1000] })).toMatchObject({ isBotPage: true })
  })
})

describe('a page of the site itself', () => {
  it('is no challenge because it has the link', async () => {
    expect(await readPage(`<title>Just a moment...</title>${LINK}`)).toMatchObject({
      state: 'present',
      isBotPage: false,
    })
  })

  it.each([
    ['with many links', `<script>_Incapsula_Resource</script>${'<a href="/x">x</a>'.repeat(6)}`],
    ['with much to read', `<script src="/_Incapsula_Resource"></script><p>${'很多文字'.repeat(600)}</p>`],
    [
      'that Cloudflare has put a script into',
      `<p>Hi</p><script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>`,
    ],
    ['about challenges', '<title>Just a moment in time: my blog</title><p>Hi</p>'],
    ['with a captcha in its form', '<title>Contact</title><form><div class="g-recaptcha"></div></form>'],
  ])('is none %s', async (_, body) => {
    expect(await readPage(body)).toEqual({ state: 'absent', anchor: null, problem: null, isBotPage: false })
  })
})
