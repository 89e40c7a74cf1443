/** Why a socket is not let in although its browser is: as many pages as it may have are open. */
export const TOO_MANY_PAGES = 'too-many-pages'

/** Why a socket is not let in although its browser has a cookie: it lacks the page key of that session. */
export const NOT_SIGNED_IN = 'not-signed-in'

/** The header that brings the page key, and its name in the page's storage. */
export const PAGE_KEY_HEADER = 'x-taskbox-page-key'
export const PAGE_KEY_ITEM = 'taskbox-page-key'
