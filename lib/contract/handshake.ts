/** Why a socket is not let in although its browser is: as many pages as it may have are open. */
export const TOO_MANY_PAGES = 'too-many-pages'
