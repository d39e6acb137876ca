import { OFFICERS } from './officers.ts'

const STYLE = `
:root{color-scheme:light dark;--sea:light-dark(#e9eef1,#08121a);--surface:light-dark(#fff,#0e1b25);--line:light-dark(#d6dfe4,#213747);
--ink:light-dark(#0e2431,#e6eff4);--soft:light-dark(#4c6371,#9db2bf);--accent:light-dark(#0b617f,#5cc4e4);--accent-ink:light-dark(#fff,#06202b)}
*{box-sizing:border-box}body{margin:0;min-height:100dvh;display:grid;place-items:center;padding:16px;background:var(--sea);color:var(--ink);
font:16px/1.5 'Avenir Next',Avenir,'Segoe UI','Helvetica Neue','Noto Sans',sans-serif}
main{width:min(100%,400px);padding:28px;border:1px solid var(--line);border-radius:12px;background:var(--surface)}
h1{margin:0 0 4px;font-size:1.25rem}p{margin:0 0 18px;color:var(--soft)}form{display:grid;gap:10px}
button{display:grid;gap:1px;padding:12px 14px;border:1px solid var(--line);border-radius:8px;background:none;color:inherit;font:inherit;text-align:left;cursor:pointer}
button:hover{border-color:var(--accent)}button:focus-visible,input:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
button small{color:var(--soft)}button.main{background:var(--accent);border-color:var(--accent);color:var(--accent-ink);text-align:center;font-weight:600}
label{display:grid;gap:4px;font-weight:600}input{padding:10px 12px;border:1px solid var(--line);border-radius:8px;background:none;color:inherit;font:1.1rem/1.4 ui-monospace,monospace;letter-spacing:.2em}
output{font:1.1rem/1.4 ui-monospace,monospace;letter-spacing:.2em;color:var(--ink)}strong[role=alert]{color:light-dark(#b12a22,#ff8f84)}`

/** The page on which an officer says who they are. */
export function signInPage(action: string): string {
  const buttons = OFFICERS.map(
    ({ id, name, role }) => `<button name="account" value="${id}"><b>${name}</b><small>${role}</small></button>`,
  )
  return page(
    'Who is on watch?',
    `<p>A demo has no passwords: choose who you are.</p><form method="post" action="${action}">${buttons.join('')}</form>`,
  )
}

/** The page on which an officer confirms it with the code that the page itself shows: there is no second device here. */
export function confirmPage(action: string, code: string, wrong: boolean): string {
  const alert = wrong ? '<strong role="alert">That is not the code.</strong>' : ''
  return page(
    'Confirm that it is you',
    `<p>Your other device would show this code: <output>${code}</output></p><form method="post" action="${action}">
<label>Code<input name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="6" required autofocus></label>${alert}<button class="main">Confirm</button></form>`,
  )
}

/** The page for what went wrong at the provider. */
export function errorPage(error: string): string {
  return page(
    'The sign-in did not work',
    `<p>The provider says: ${error.replaceAll(/[^\w .-]/g, '')}. Close this page and sign in again.</p>`,
  )
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title} · Harbour</title><style>${STYLE}</style></head><body><main><h1>${title}</h1>${body}</main></body></html>`
}
