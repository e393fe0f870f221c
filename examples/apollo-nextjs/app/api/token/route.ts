import { brokerOf } from '../../../lib/identities.ts';
import { signedIn } from '../../../lib/session.ts';

export async function POST(request: Request): Promise<Response> {
  const account = await signedIn();
  // A tab may still be open for whoever was signed in before.
  if (!account || account.id !== new URL(request.url).searchParams.get('account')) {
    return Response.json({ error: 'access_denied', error_description: 'Sign in first.' }, { status: 401 });
  }
  return brokerOf(account)(request);
}
