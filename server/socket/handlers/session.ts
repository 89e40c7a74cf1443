/** Handlers for sessions (list, end, confirm the token) and for share links. */
import { viewerPagePath } from '../../http/auth/permissions'
import { RequestFailure } from '../../request-failure'
import { actorOf, type Handlers, requireConfirmation } from './handler'

type Names =
  | 'session.list'
  | 'session.end'
  | 'session.end-all'
  | 'session.confirm'
  | 'session.confirmed'
  | 'share.list'
  | 'share.create'
  | 'share.revoke'

export const sessionHandlers: Handlers<Names> = {
  'session.list': async (_, { auth, session }) => ({
    sessions: auth.sessions.list().map(({ link: _link, pageKey: _pageKey, ...visible }) => ({
      ...visible,
      isCurrent: visible.id === session.id,
    })),
    password: await auth.credentials.hasPassword(),
  }),

  'session.end': async ({ session }, context) => {
    await context.engine.audit.write('signed-out', actorOf(context), { ended: session })
    await context.auth.sessions.end(({ id }) => id === session)
    return {}
  },

  'session.end-all': async (_, context) => {
    await context.engine.audit.write('signed-out-everywhere', actorOf(context))
    await context.auth.sessions.end(() => true)
    return {}
  },

  'session.confirmed': async (_, context) => {
    requireConfirmation(context)
    return {}
  },

  'session.confirm': async ({ secret }, context) => {
    const { auth, session, engine } = context
    // Counted by session, so that guesses with a stolen session do not lock out its owner's address.
    const result = await auth.loginLimiter.verify(
      `session ${session.id}`,
      await auth.credentials.createVerifier(secret),
    )
    if ('retryAfterSeconds' in result)
      throw new RequestFailure('too-many-attempts', { seconds: result.retryAfterSeconds })
    await engine.audit.write(result.accepted ? 'token-confirmed' : 'confirmation-refused', actorOf(context))
    if (!result.accepted) throw new RequestFailure('token-wrong')
    auth.sessions.confirm(session)
    return {}
  },

  'share.list': async ({ run }, { auth }) => ({
    links: (await auth.shareLinks.list(run)).map(({ id, createdAt }) => ({ id, createdAt })),
  }),

  'share.create': async ({ run }, context) => {
    await context.engine.runs.open(run)
    const { key, link } = await context.auth.shareLinks.create(run)
    // If this fails, the key is never sent, so the link is unusable.
    await context.engine.audit.write('share-link-created', actorOf(context), { run, shareLink: link.id })
    return { path: `/share?key=${key}`, page: viewerPagePath(run) }
  },

  'share.revoke': async ({ link }, context) => {
    await context.engine.audit.record(
      'share-link-revoked',
      actorOf(context),
      { shareLink: link },
      async () => {
        await context.auth.shareLinks.revoke(link)
        await context.auth.sessions.end((session) => session.link === link)
      },
    )
    return {}
  },
}
