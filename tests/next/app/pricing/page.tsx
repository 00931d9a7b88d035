import Link from 'next/link';

export default function Pricing() {
  return <main><h1>Prices</h1><Link id="home" href="/">Home</Link></main>;
}
