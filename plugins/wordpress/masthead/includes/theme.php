<?php
declare( strict_types=1 );

namespace Masthead;

/** The boxes in the letters and colours of a theme that names them in its theme.json. What could not be read on its ground is left out. */
function theme_properties(): string {
	if ( ! setting( 'colours' ) || ! wp_is_block_theme() ) {
		return '';
	}
	$colours = palette();
	$ground  = $colours['base'] ?? $colours['background'] ?? '';
	$ink     = $colours['contrast'] ?? $colours['foreground'] ?? '';
	$accent  = $colours['primary'] ?? '';
	$said    = array();
	// On the body, for there WordPress puts what the theme names.
	if ( contrast( $ink, $ground ) >= 7 ) {
		$said['ink']   = $ink;
		$said['paper'] = $ground;
		$said['soft']  = mixed( $ink, $ground, .7 );
		$said['line']  = mixed( $ink, $ground, .18 );
		$said['wash']  = mixed( $ink, $ground, .05 );
		$said['accent'] = contrast( $accent, $ground ) >= 4.5 ? $accent : $ink;
	}
	$letters = theme_letters();
	$rules   = '';
	foreach ( $said as $name => $value ) {
		$rules .= '--masthead-' . $name . ':' . $value . ';';
	}
	foreach ( $letters as $name => $value ) {
		$rules .= '--masthead-' . $name . ':' . $value . ';';
	}
	// The boxes follow the colour scheme of the page, and dark themes seldom name theirs.
	$dark = isset( $said['paper'] ) && light_of( $ground ) < .18 ? '.masthead-boxes,.masthead-talk,.masthead-saving{color-scheme:dark}' : '';
	return '' === $rules ? '' : 'body{' . $rules . '}' . $dark;
}

/** @return array<string,string> colours that are written as #rrggbb, by their name; the site's own before the theme's */
function palette(): array {
	$all   = wp_get_global_settings( array( 'color', 'palette' ) );
	$found = array();
	foreach ( array( 'theme', 'custom' ) as $whose ) {
		foreach ( (array) ( $all[ $whose ] ?? array() ) as $one ) {
			if ( isset( $one['slug'], $one['color'] ) && preg_match( '/^#(?:[0-9a-f]{3}){1,2}$/i', (string) $one['color'] ) ) {
				$found[ $one['slug'] ] = whole_hex( (string) $one['color'] );
			}
		}
	}
	return $found;
}

function whole_hex( string $colour ): string {
	return 4 === strlen( $colour ) ? '#' . preg_replace( '/([0-9a-f])/i', '$1$1', substr( $colour, 1 ) ) : $colour;
}

/** @return array<string,string> */
function theme_letters(): array {
	$body  = letters_of( (array) wp_get_global_styles( array( 'typography' ) ) );
	$heads = letters_of( (array) wp_get_global_styles( array( 'elements', 'heading', 'typography' ) ) );
	return array_filter( array( 'sans' => $body, 'serif' => '' === $heads ? $body : $heads ) );
}

/** As a property of CSS, where it is nothing that could end the rule it stands in. */
function letters_of( array $typography ): string {
	$family = (string) ( $typography['fontFamily'] ?? '' );
	$family = (string) preg_replace( '/^var:preset\|font-family\|([a-z0-9-]+)$/', 'var(--wp--preset--font-family--$1)', $family );
	return preg_match( '/^[\w\s,"\'().-]+$/', $family ) ? $family : '';
}

/** As WCAG has it; 0 where one of the two is not known. */
function contrast( string $one, string $other ): float {
	if ( '' === $one || '' === $other ) {
		return 0;
	}
	$lights = array( light_of( $one ), light_of( $other ) );
	return ( max( $lights ) + .05 ) / ( min( $lights ) + .05 );
}

function light_of( string $colour ): float {
	$parts = array_map(
		static function ( int $part ): float {
			$share = $part / 255;
			return $share <= .04045 ? $share / 12.92 : ( ( $share + .055 ) / 1.055 ) ** 2.4;
		},
		parts_of( $colour )
	);
	return .2126 * $parts[0] + .7152 * $parts[1] + .0722 * $parts[2];
}

/** @return int[] */
function parts_of( string $colour ): array {
	return array_map( 'hexdec', str_split( substr( $colour, 1 ), 2 ) );
}

/** So much of the ink in the ground. */
function mixed( string $ink, string $ground, float $share ): string {
	$ground = parts_of( $ground );
	$mixed  = '#';
	foreach ( parts_of( $ink ) as $place => $part ) {
		$mixed .= sprintf( '%02x', (int) round( $part * $share + $ground[ $place ] * ( 1 - $share ) ) );
	}
	return $mixed;
}
