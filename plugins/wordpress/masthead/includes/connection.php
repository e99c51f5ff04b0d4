<?php
declare( strict_types=1 );

namespace Masthead;

const DOWN  = 'masthead_down';
const FAILS = 'masthead_fails';

/**
 * Asks Masthead. Nothing is thrown: what went wrong stands in `error`, and `status` is 0 when there was no answer.
 *
 * @param array{body?:array,headers?:array,timeout?:float,key?:bool} $more
 * @return array{status:int,body:string,headers:array<string,string>,error:string}
 */
function ask( string $method, string $path, array $more = array() ): array {
	$headers = ( $more['headers'] ?? array() ) + array( 'accept' => 'application/json, application/problem+json, text/html' );
	if ( $more['key'] ?? false ) {
		$headers['authorization'] = 'Bearer ' . api_key();
	}
	$request = array(
		'method'      => $method,
		'timeout'     => $more['timeout'] ?? 10,
		// A key must not travel on to wherever an answer leads.
		'redirection' => 0,
		'headers'     => $headers,
		'user-agent'  => 'Masthead for WordPress ' . VERSION,
	);
	if ( isset( $more['body'] ) ) {
		$request['headers']['content-type'] = 'application/json';
		$request['body']                    = (string) wp_json_encode( $more['body'] );
	}
	$answer = wp_remote_request( home() . $path, $request );
	if ( is_wp_error( $answer ) ) {
		return array( 'status' => 0, 'body' => '', 'headers' => array(), 'error' => $answer->get_error_message() );
	}
	$got = array();
	foreach ( wp_remote_retrieve_headers( $answer ) as $name => $value ) {
		$got[ strtolower( (string) $name ) ] = is_array( $value ) ? implode( ', ', $value ) : (string) $value;
	}
	return array( 'status' => (int) wp_remote_retrieve_response_code( $answer ), 'body' => wp_remote_retrieve_body( $answer ), 'headers' => $got, 'error' => '' );
}

/** The sentence of a refusal, which Masthead writes for people. */
function refusal_of( array $answer ): string {
	if ( 0 === $answer['status'] ) {
		return $answer['error'];
	}
	$problem = json_decode( $answer['body'], true );
	$words   = is_array( $problem ) && isset( $problem['title'] ) && is_string( $problem['title'] ) ? $problem['title'] : '';
	/* translators: %d: status of an HTTP answer */
	return '' !== $words ? $words : sprintf( __( 'It answered %d.', 'masthead' ), $answer['status'] );
}

/** While it is down no page waits for it. */
function is_down(): bool {
	return false !== get_transient( DOWN );
}

/** The longer it is down, the more seldom a page finds out, at ten minutes at most. */
function note_down(): void {
	$fails = 1 + (int) get_transient( FAILS );
	set_transient( FAILS, $fails, HOUR_IN_SECONDS );
	set_transient( DOWN, 1, min( 600, 15 * 2 ** min( $fails, 6 ) ) );
}

function note_up(): void {
	if ( false !== get_transient( FAILS ) ) {
		delete_transient( FAILS );
		delete_transient( DOWN );
	}
}
