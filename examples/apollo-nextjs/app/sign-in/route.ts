import { accounts } from '../../lib/accounts.ts';
import { signIn } from '../../lib/session.ts';

export async function POST(request: Request): Promise<Response> {
  const id = (await request.formData()).get('account');
  const account = accounts().find((one) => one.id === id);
  if (account) await signIn(account);
  return new Response(null, { status: 303, headers: { location: '/' } });
}
