import { useNavigate, useSearch } from '@tanstack/react-router';

import { EnterPage } from './EnterPage';
import classes from './enter.module.css';
import { SignInForm } from './SignInForm';
import { words } from './words';

export function SignIn() {
  const navigate = useNavigate();
  const { back } = useSearch({ from: '/sign-in' });
  return (
    <EnterPage title={words.signIn}>
      <SignInForm done={() => void navigate({ to: back ?? '/', replace: true })} />
      <p className={classes.aside}>{words.invited}</p>
    </EnterPage>
  );
}
