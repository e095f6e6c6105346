#!/usr/bin/perl
# SPDX-License-Identifier: Apache-2.0
# Fills Request Tracker through its own Perl API: rt_fill.pl TICKETS PROCESSES
use strict; use warnings; use lib '/usr/share/request-tracker5/lib';
use RT; RT::LoadConfig();
use MIME::Entity;
my ($tickets, $processes) = @ARGV;
my @words = qw(printer vpn mail disk laptop network password server);
my @states = qw(new open open resolved resolved resolved);
my @children;
for my $i (0 .. $processes - 1) {
  my $child = fork;
  if (!$child) { work($i); exit 0 }
  push @children, $child;
}
waitpid($_, 0) for @children;

sub work {
  my $i = shift;
  srand(100 + $i);
  RT::Init();
  require RT::Ticket;
  for my $j (1 .. int($tickets / $processes)) {
    my $word = $words[rand @words];
    my $ticket = RT::Ticket->new(RT->SystemUser);
    my $text = MIME::Entity->build(Type => 'text/plain', Data => ["The $word on host-" . int(rand 500) .
      " stopped working. Users affected: " . int(rand 50) . ". Steps tried: restart, reconnect, power cycle. Please look at it."]);
    my ($id, $transaction, $message) = $ticket->Create(Queue => 'General', Subject => "$word problem $i-$j on host-" . int(rand 500),
      Status => $states[rand @states], Requestor => 'user' . (1 + int(rand 200)) . '@example.com', Priority => int(rand 100), MIMEObj => $text);
    die $message unless $id;
  }
}
