;; The Adam update over arrays in one memory: each number is read once and written once.
;; Assembled into adamCode.ts by `npm run wasm`; a test says when that is out of date.
(module
  (import "pupil" "memory" (memory 1))

  ;; Updates $count numbers (a multiple of 4) that lie at the byte addresses $weight, $first, $second and
  ;; $gradient. With g = gradient * $clip, in float32 and in this order:
  ;;   first  = first * 0.9 + g
  ;;   second = second * 0.999 + g * g
  ;;   weight = weight * $keep - first / (sqrt(second) + $epsilon) * $stepSize
  (func (export "update")
    (param $weight i32) (param $first i32) (param $second i32) (param $gradient i32) (param $count i32)
    (param $stepSize f32) (param $epsilon f32) (param $keep f32) (param $clip f32)
    (local $end i32) (local $g v128) (local $m v128) (local $v v128)
    (local.set $end (i32.add (local.get $weight) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $weight) (local.get $end)))
        (local.set $g
          (f32x4.mul (v128.load (local.get $gradient)) (f32x4.splat (local.get $clip))))
        (local.set $m
          (f32x4.add
            (f32x4.mul (v128.load (local.get $first)) (f32x4.splat (f32.const 0.9)))
            (local.get $g)))
        (local.set $v
          (f32x4.add
            (f32x4.mul (v128.load (local.get $second)) (f32x4.splat (f32.const 0.999)))
            (f32x4.mul (local.get $g) (local.get $g))))
        (v128.store (local.get $first) (local.get $m))
        (v128.store (local.get $second) (local.get $v))
        (v128.store (local.get $weight)
          (f32x4.sub
            (f32x4.mul (v128.load (local.get $weight)) (f32x4.splat (local.get $keep)))
            (f32x4.mul
              (f32x4.div
                (local.get $m)
                (f32x4.add (f32x4.sqrt (local.get $v)) (f32x4.splat (local.get $epsilon))))
              (f32x4.splat (local.get $stepSize)))))
        (local.set $weight (i32.add (local.get $weight) (i32.const 16)))
        (local.set $first (i32.add (local.get $first) (i32.const 16)))
        (local.set $second (i32.add (local.get $second) (i32.const 16)))
        (local.set $gradient (i32.add (local.get $gradient) (i32.const 16)))
        (br $next))))

  ;; The sum of squares of $count numbers (a multiple of 4) at $address, added in float64.
  (func (export "squares") (param $address i32) (param $count i32) (result f64)
    (local $end i32) (local $x v128) (local $low v128) (local $high v128) (local $sum v128)
    (local.set $end (i32.add (local.get $address) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $address) (local.get $end)))
        (local.set $x (v128.load (local.get $address)))
        (local.set $low (f64x2.promote_low_f32x4 (local.get $x)))
        (local.set $high
          (f64x2.promote_low_f32x4
            (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $x) (local.get $x))))
        (local.set $sum
          (f64x2.add (local.get $sum)
            (f64x2.add
              (f64x2.mul (local.get $low) (local.get $low))
              (f64x2.mul (local.get $high) (local.get $high)))))
        (local.set $address (i32.add (local.get $address) (i32.const 16)))
        (br $next)))
    (f64.add
      (f64x2.extract_lane 0 (local.get $sum))
      (f64x2.extract_lane 1 (local.get $sum)))))
